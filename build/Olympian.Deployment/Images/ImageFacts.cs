namespace Olympian.Deployment.Images;

/// <summary>An image as the engine reports it.</summary>
/// <param name="Id">The image id, <c>sha256:…</c>.</param>
/// <param name="Tags">Every <c>repository:tag</c> that names it, of whomever; empty for a dangling image.</param>
/// <param name="Digests">Every <c>repository@sha256:…</c> that names it.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Created">When its last layer was made.</param>
/// <param name="Bytes">The size of all its layers, shared ones included.</param>
/// <param name="Layers">The diff ids of its layers, the base's first.</param>
/// <param name="Parent">The image the classic builder made it from; null with BuildKit.</param>
public sealed record ImageFacts(
    string Id,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> Digests,
    IReadOnlyDictionary<string, string> Labels,
    DateTimeOffset Created,
    long Bytes,
    IReadOnlyList<string> Layers,
    string? Parent)
{
    /// <summary>The platform it is for, as <c>linux/amd64</c> or <c>linux/arm/v7</c>; empty where the engine does not say.</summary>
    public string Platform { get; init; } = "";
}
