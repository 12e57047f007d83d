namespace Olympian.Deployment.Registries;

/// <summary>What an engine takes for an image's id.</summary>
public enum ImageIdKind
{
    /// <summary>The digest of its configuration: the stores of the graph drivers, such as overlay2.</summary>
    Configuration,

    /// <summary>The digest of its manifest: the containerd store, for an image that was published for one platform.</summary>
    Manifest,

    /// <summary>The digest of its index: the containerd store, for an image that was published for several.</summary>
    Index,
}
