using Olympian.Deployment;
using Olympian.Deployment.Cleaning;

namespace Olympian.Build.Tests.Cleaning;

/// <summary>Files in memory.</summary>
internal sealed class BuildFilesDouble : IBuildFiles
{
    public Dictionary<string, long> Files { get; } = [];

    public bool IsReadOnly { get; init; }

    public long? SizeOf(string path) => Files.TryGetValue(path, out var bytes) ? bytes : null;

    public void Remove(string path)
    {
        if (IsReadOnly)
        {
            throw new ExpectedFailure($"'{path}' could not be removed.", "Read-only file system", "Mount it for writing.");
        }

        Files.Remove(path);
    }
}
