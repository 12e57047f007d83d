using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>Where a fault is to be injected.</summary>
/// <param name="Engine">Whose files.</param>
/// <param name="ImageId">Which image, <c>sha256:…</c>.</param>
internal sealed record FaultSite(TestEngine Engine, string ImageId)
{
    /// <summary>Which of the image's layers, counted from the lowest.</summary>
    public int Layer { get; init; } = FaultBase.DataLayer;

    /// <summary>Where in that layer the base's files are; nothing for at its root.</summary>
    public string Under { get; init; } = "";

    /// <summary>A file in a layer of the builder's own, by its path in that layer, for a fault of one.</summary>
    public string? BuilderFile { get; init; }

    /// <summary>The registry, for a fault of one.</summary>
    public TestRegistry? Registry { get; init; }

    /// <summary>The image as it was published, for a fault of a registry or of containerd.</summary>
    public PublishedImage? Published { get; init; }

    /// <summary>The engine's files.</summary>
    public EngineStore Store => new(Engine.DataRoot);

    /// <summary>The files of an engine whose images containerd keeps.</summary>
    public ContainerdStore Containerd => new(Engine.DataRoot);

    /// <summary>The layer's files.</summary>
    public StoredLayer Stored => Store.LayersOf(ImageId)[Layer];
}
