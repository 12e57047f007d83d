namespace Olympian.Deployment.Registries;

/// <summary>What a manifest says of a blob.</summary>
/// <param name="MediaType">What the blob is.</param>
/// <param name="Digest">The SHA-256 of its bytes as the registry keeps them, compressed for most layers: <c>sha256:…</c>.</param>
/// <param name="Size">How many bytes these are.</param>
public sealed record RegistryDescriptor(string MediaType, string Digest, long Size);
