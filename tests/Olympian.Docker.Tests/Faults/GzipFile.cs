using System.IO.Compression;

namespace Olympian.Docker.Tests.Faults;

/// <summary>What damage to a file packed by gzip comes to.</summary>
internal static class GzipFile
{
    /// <summary>
    /// Whether other bytes say the same: names and times in the header say nothing, and a reference to earlier text may lead to the same text elsewhere.
    /// About one flip in four hundred damages nothing.
    /// </summary>
    public static bool SaysTheSame(byte[] one, byte[] other) => Unpacked(one) is { } text && Unpacked(other) is { } same && text.SequenceEqual(same);

    private static byte[]? Unpacked(byte[] file)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
            using var text = new MemoryStream();
            gzip.CopyTo(text);
            return text.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
