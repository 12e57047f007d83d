namespace Olympian.Benchmarks;

/// <summary>A directory that goes with whoever made it.</summary>
internal sealed class Scratch : IDisposable
{
    /// <summary>The directory.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("olympian-bench-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
