namespace Olympian.Docker.Tests.Faults;

/// <summary>What a fault damages.</summary>
internal enum FaultPlace
{
    /// <summary>A file of a layer.</summary>
    LayerFile,

    /// <summary>A layer's directory, or how it hangs together with others.</summary>
    LayerDirectory,

    /// <summary>The recipe by which a layer's archive is made again.</summary>
    TarSplit,

    /// <summary>A layer's entry in the layer database.</summary>
    LayerDatabase,

    /// <summary>An image's configuration.</summary>
    ImageConfiguration,

    /// <summary>The list of names.</summary>
    References,

    /// <summary>A layer of the builder's own.</summary>
    BuildCache,

    /// <summary>The builder's databases.</summary>
    BuildDatabase,

    /// <summary>A snapshot of containerd's: the files of a layer, where containerd keeps the images.</summary>
    Snapshot,

    /// <summary>A blob of containerd's: a layer's archive, a configuration or a manifest, where containerd keeps the images.</summary>
    Blob,

    /// <summary>What a registry serves.</summary>
    Registry,
}
