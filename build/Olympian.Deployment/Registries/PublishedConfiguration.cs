namespace Olympian.Deployment.Registries;

/// <summary>What an image's configuration says of it.</summary>
/// <param name="DiffIds">The SHA-256 of each layer's unpacked archive, <c>sha256:…</c>, the base's first.</param>
/// <param name="Created">When it was made; null where that was not said.</param>
/// <param name="Bytes">The configuration itself, as it came: its SHA-256 is its name.</param>
public sealed record PublishedConfiguration(IReadOnlyList<string> DiffIds, DateTimeOffset? Created, ReadOnlyMemory<byte> Bytes);
