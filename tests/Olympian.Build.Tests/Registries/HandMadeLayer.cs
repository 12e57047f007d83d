using System.IO.Compression;
using System.Text;
using ZstdSharp;

namespace Olympian.Build.Tests.Registries;

/// <summary>A layer: its archive, and what a registry keeps of it. Nothing here looks into archives, so any text is one.</summary>
internal sealed record HandMadeLayer(byte[] Archive, byte[] Blob, string MediaType)
{
    public string DiffId => Sha.Of(Archive);

    public string Digest => Sha.Of(Blob);

    public static HandMadeLayer Gzip(string archive) =>
        new(Bytes(archive), Zip(archive), "application/vnd.docker.image.rootfs.diff.tar.gzip");

    public static HandMadeLayer GzipOfMembers(params string[] parts) =>
        new(Bytes(string.Concat(parts)), [.. parts.SelectMany(Zip)], "application/vnd.oci.image.layer.v1.tar+gzip");

    public static HandMadeLayer Zstd(params string[] frames) =>
        new(Bytes(string.Concat(frames)), [.. frames.SelectMany(Frame)], "application/vnd.oci.image.layer.v1.tar+zstd");

    public static HandMadeLayer Plain(string archive) => new(Bytes(archive), Bytes(archive), "application/vnd.oci.image.layer.v1.tar");

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Zip(string text)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Bytes(text));
        }

        return packed.ToArray();
    }

    private static byte[] Frame(string text)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(Bytes(text)).ToArray();
    }
}
