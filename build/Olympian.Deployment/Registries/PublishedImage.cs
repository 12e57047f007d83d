namespace Olympian.Deployment.Registries;

/// <summary>One platform's image, as its registry describes it: digests that hold, of blobs that were not read yet.</summary>
/// <param name="Image">Where it is.</param>
/// <param name="IndexDigest">The digest of the index that led to the manifest; null where the name leads to a manifest at once.</param>
/// <param name="ManifestDigest">The digest of its manifest.</param>
/// <param name="Configuration">Its configuration, whose digest is the image's id in an engine with the overlay2 store.</param>
/// <param name="Layers">Its layers, the base's first.</param>
public sealed record PublishedImage(
    RegistryImage Image,
    string? IndexDigest,
    string ManifestDigest,
    RegistryDescriptor Configuration,
    IReadOnlyList<RegistryDescriptor> Layers)
{
    /// <summary>Which of its digests an engine calls the image by; null when it is none of them.</summary>
    public ImageIdKind? KindOf(string imageId) =>
        imageId == Configuration.Digest ? ImageIdKind.Configuration
        : imageId == ManifestDigest ? ImageIdKind.Manifest
        : imageId == IndexDigest ? ImageIdKind.Index
        : null;
}
