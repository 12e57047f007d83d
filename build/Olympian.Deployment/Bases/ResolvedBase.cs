using Olympian.Deployment.Images;

namespace Olympian.Deployment.Bases;

/// <summary>An image that a build stands on, as the engine has it.</summary>
/// <param name="Reference">The name in the Dockerfile.</param>
/// <param name="Image">The image the engine has under it.</param>
/// <param name="Digest">The digest under which the registry has it; null for an image that came from none.</param>
public sealed record ResolvedBase(BaseReference Reference, ImageFacts Image, string? Digest)
{
    /// <summary>As people write it.</summary>
    public string Name => Reference.Image.Familiar;

    /// <summary>As the label of what is built upon it says it.</summary>
    public BaseRecord Record => new(Name, Digest, Image.Id);

    /// <summary>The image's digest in the repository of this name.</summary>
    public static string? DigestOf(ImageReference name, ImageFacts image)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(image);

        return image.Digests
            .Select(digest => ImageReference.TryParse(digest, out var listed) ? listed : null)
            .FirstOrDefault(listed => listed is not null && listed.Domain == name.Domain && listed.Repository == name.Repository)?.Digest;
    }
}
