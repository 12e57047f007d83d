namespace Olympian.Deployment.Registries;

/// <summary>A manifest or an index, as it came from a registry.</summary>
/// <param name="Digest">The SHA-256 of the bytes, <c>sha256:…</c>: computed here, and equal to what was asked for or promised.</param>
/// <param name="MediaType">What the registry says the bytes are, without parameters; empty when it did not say.</param>
/// <param name="Bytes">The bytes as they came.</param>
public sealed record RegistryManifest(string Digest, string MediaType, ReadOnlyMemory<byte> Bytes);
