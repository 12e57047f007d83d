using Olympian.Build.Adapters.Sources;
using Olympian.Deployment.Diagnosis;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Adapters.Diagnosis;

/// <summary>Build contexts on this machine's disk.</summary>
public sealed class ContextFiles(ISourceTree tree) : IContextFiles
{
    /// <inheritdoc />
    public IReadOnlyList<string>? NamesIn(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(directory).Select(entry => Path.GetFileName(entry))];
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public IgnoreRules? RulesOf(string directory, string? dockerfile) =>
        tree.IgnoreFileOf(directory, dockerfile) is { } file ? new(file, DockerIgnore.Parse(IgnoreFile.Read(file), file)) : null;
}
