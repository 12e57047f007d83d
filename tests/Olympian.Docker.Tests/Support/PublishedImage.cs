namespace Olympian.Docker.Tests.Support;

/// <summary>An image as a registry has it.</summary>
/// <param name="Name">Its repository, such as <c>olympian-test/runtime</c>.</param>
/// <param name="Tag">Its tag.</param>
/// <param name="ManifestDigest">Its digest at the registry.</param>
/// <param name="ConfigDigest">Its configuration's digest: the image id, where a graph driver keeps images.</param>
/// <param name="Layers">Its layers, the lowest first.</param>
internal sealed record PublishedImage(
    string Name, string Tag, string ManifestDigest, string ConfigDigest, IReadOnlyList<PublishedLayer> Layers);
