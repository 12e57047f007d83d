namespace Olympian.Deployment.Registries;

/// <summary>What came of a layer, packed and unpacked.</summary>
/// <param name="Blob">The packed form.</param>
/// <param name="DiffId">The SHA-256 of the unpacked archive, <c>sha256:…</c>; null when it does not unpack.</param>
/// <param name="Trouble">Why it does not unpack; null when it does.</param>
public sealed record LayerReading(BlobReading Blob, string? DiffId, string? Trouble);
