using System.IO.Compression;
using Olympian.Deployment.Registries;
using ZstdSharp;

namespace Olympian.Build.Adapters.Registries;

/// <summary>Unpacks gzip by the framework and zstd by ZstdSharp.</summary>
public sealed class LayerDecompressor : ILayerDecompressor
{
    /// <inheritdoc/>
    public Stream Open(LayerCompression compression, Stream packed) => compression switch
    {
        LayerCompression.Gzip => Gzip(packed),
        LayerCompression.Zstd => Zstd(packed),
        _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, "What is not packed is not unpacked."),
    };

    // The framework says "unsupported compression method" of every damage.
    private static UnpackingStream Gzip(Stream packed) => new(
        new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true),
        failure => failure is InvalidDataException ? "the gzip stream is damaged" : null);

    // A method of its own: the library is loaded when a layer needs it.
    private static UnpackingStream Zstd(Stream packed) => new(
        new DecompressionStream(packed, leaveOpen: true),
        failure => failure switch
        {
            ZstdException damaged => $"the zstd stream is damaged: {damaged.Message}",
            EndOfStreamException => "the zstd stream ends too early",
            _ => null,
        });
}
