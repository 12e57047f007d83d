using Olympian.Deployment.Stores;

namespace Olympian.Build.Tests.Integrity;

/// <summary>A store on a disk that gives out names and small files, and no layer's.</summary>
internal sealed class FailingStore(IEngineStore files) : IEngineStore
{
    public string Root => files.Root;

    public byte[]? Read(string path) => files.Read(path);

    public Stream? Open(string path) => files.Open(path);

    public string? LinkTarget(string path) => files.LinkTarget(path);

    public IReadOnlyList<string>? Names(string path) => files.Names(path);

    public ILayerDirectory? Layer(string path) => throw new StorageFailure(path, "Input/output error");
}
