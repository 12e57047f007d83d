using Olympian.Deployment.Sources;

namespace Olympian.Build.Tests.Releases;

/// <summary>A source tree of one file.</summary>
internal sealed class SourceTreeDouble : ISourceTree
{
    /// <summary>The digest of the one file.</summary>
    public string Content { get; set; } = "a1";

    public string? IgnoreFileOf(string directory, string? dockerfile) => null;

    public void EnsureDirectory(string directory)
    {
        // It is there.
    }

    public ContextSnapshot ReadContext(string directory, string? ignoreFile, CancellationToken cancellation) =>
        new(ContextDigest.Of([new("src/app.ts", EntryKind.File, IsExecutable: false, Content)]), 1, 10, TimeSpan.Zero);

    public string ReadDockerfile(string path) => "d0";
}
