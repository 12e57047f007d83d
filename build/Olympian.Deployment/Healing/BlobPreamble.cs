namespace Olympian.Deployment.Healing;

/// <summary>
/// An empty member that is put before a compressed blob: what it unpacks to stays the same, and its digest is another. Where containerd keeps
/// the images, blobs are kept by their digest, and one that is damaged there would be taken instead of the one that comes.
/// </summary>
internal static class BlobPreamble
{
    // RFC 1952: a member of no bytes.
    private static readonly byte[] Gzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    // RFC 8878, 3.1.2: a skippable frame of no bytes.
    private static readonly byte[] Zstandard = [0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0];

    /// <param name="mediaType">The blob's media type. An archive that is not compressed gets none: it begins with a file.</param>
    public static byte[] For(string mediaType) =>
        mediaType.EndsWith("gzip", StringComparison.Ordinal) ? Gzip
        : mediaType.EndsWith("zstd", StringComparison.Ordinal) ? Zstandard
        : [];
}
