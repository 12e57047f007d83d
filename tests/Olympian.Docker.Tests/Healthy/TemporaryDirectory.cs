namespace Olympian.Docker.Tests.Healthy;

/// <summary>A directory that goes when it is disposed.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("olympian-healthy-").FullName;

    /// <summary>A path inside.</summary>
    public string PathOf(string name) => Path.Combine(root, name);

    public void Dispose() => Directory.Delete(root, recursive: true);
}
