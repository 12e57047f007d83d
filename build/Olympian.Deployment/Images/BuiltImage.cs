namespace Olympian.Deployment.Images;

/// <summary>What the builder says it made.</summary>
/// <param name="Service">The service it was made for.</param>
/// <param name="ImageId">The id the builder reported for this very build: the digest of the image's configuration.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Record">What it did.</param>
public sealed record BuiltImage(string Service, string ImageId, TimeSpan Duration, BuildRecord Record)
{
    /// <summary>The digest of the manifest that the builder reported for this very build; null where it told none.</summary>
    public string? ManifestDigest { get; init; }

    /// <summary>
    /// The same image by the id that the engine gives it: where containerd keeps the images, that is the digest of the manifest. An id that the
    /// builder did not report is not taken over.
    /// </summary>
    /// <param name="found">What the engine has under the name that the build gave.</param>
    public BuiltImage AsNamedBy(ImageFacts? found) =>
        ManifestDigest is not null && found?.Id == ManifestDigest ? this with { ImageId = ManifestDigest } : this;
}
