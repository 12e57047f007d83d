namespace Olympian.Docker.Tests.Support;

/// <summary>A layer as a registry has it.</summary>
/// <param name="DiffId">The digest of its archive.</param>
/// <param name="BlobDigest">The digest of its archive, compressed: the blob's name.</param>
/// <param name="BlobBytes">The blob's size.</param>
internal sealed record PublishedLayer(string DiffId, string BlobDigest, long BlobBytes);
