using System.Buffers;
using System.Security.Cryptography;

namespace Olympian.Deployment.Registries;

/// <summary>Reads layers from a registry, in constant memory, and says what they are by their own bytes.</summary>
public sealed class LayerReader(IRegistry registry, ILayerDecompressor decompressor)
{
    private const int BufferBytes = 128 * 1024;
    private const int MagicBytes = 4;

    /// <summary>Reads a layer to its end and judges nothing: for whoever compares.</summary>
    /// <param name="image">The image whose layer it is.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="onRead">Told after each reading how many packed bytes came with it; null for nobody.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="RegistryFailure">The registry did not give it.</exception>
    public Task<LayerReading> ReadAsync(
        RegistryImage image, RegistryDescriptor layer, Action<long>? onRead, CancellationToken cancellationToken) =>
        CopyAsync(image, layer, Stream.Null, onRead, cancellationToken);

    /// <summary>
    /// Writes the layer's unpacked archive to <paramref name="destination"/>. When this returns, every byte is the layer's; when it
    /// throws, what was written so far is worth nothing.
    /// </summary>
    /// <param name="image">The image whose layer it is.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="diffId">The SHA-256 the archive must have, <c>sha256:…</c>.</param>
    /// <param name="destination">Where it goes; stays open.</param>
    /// <param name="onRead">Told after each reading how many packed bytes came with it; null for nobody.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="RegistryWrongContent">What came is not the layer.</exception>
    /// <exception cref="RegistryFailure">The registry did not give it.</exception>
    public async Task FetchAsync(
        RegistryImage image,
        RegistryDescriptor layer,
        string diffId,
        Stream destination,
        Action<long>? onRead,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(destination);

        var reading = await CopyAsync(image, layer, destination, onRead, cancellationToken);
        if (!reading.Blob.Is(layer))
        {
            var (expected, actual) = reading.Blob.Against(layer);
            throw new RegistryWrongContent(image, $"layer {layer.Digest}", expected, actual);
        }

        if (reading.DiffId != diffId)
        {
            throw new RegistryWrongContent(
                image, $"layer {layer.Digest}, unpacked,", diffId, reading.DiffId ?? $"what does not unpack ({reading.Trouble})");
        }
    }

    private async Task<LayerReading> CopyAsync(
        RegistryImage image, RegistryDescriptor layer, Stream destination, Action<long>? onRead, CancellationToken cancellationToken)
    {
        await using var blob = await registry.BlobAsync(image, layer.Digest, cancellationToken);
        await using var packed = new MeasuredStream(blob, layer.Size, onRead);

        // As docker decides: what the media type says of the packing is not always so.
        var compression = PackingOf(await packed.PeekAsync(MagicBytes, cancellationToken));
        string? diffId = null, trouble = null;
        try
        {
            diffId = compression == LayerCompression.None
                ? await HashAsync(packed, destination, cancellationToken)
                : await UnpackAsync(compression, packed, destination, cancellationToken);
        }
        catch (InvalidDataException damaged)
        {
            trouble = damaged.Message;
        }

        return new(await packed.EndAsync(cancellationToken), diffId, trouble);
    }

    private static LayerCompression PackingOf(ReadOnlyMemory<byte> beginning)
    {
        var bytes = beginning.Span;
        var isZstd = bytes.Length == MagicBytes
            && (bytes.SequenceEqual<byte>([0x28, 0xb5, 0x2f, 0xfd])

                // A frame that says nothing and may come first: RFC 8878, 3.1.2.
                || ((bytes[0] & 0xf0) == 0x50 && bytes[1..].SequenceEqual<byte>([0x2a, 0x4d, 0x18])));
        return isZstd ? LayerCompression.Zstd
            : bytes.StartsWith<byte>([0x1f, 0x8b, 0x08]) ? LayerCompression.Gzip
            : LayerCompression.None;
    }

    private async Task<string> UnpackAsync(
        LayerCompression compression, Stream packed, Stream destination, CancellationToken cancellationToken)
    {
        await using var unpacked = decompressor.Open(compression, packed);
        return await HashAsync(unpacked, destination, cancellationToken);
    }

    private static async Task<string> HashAsync(Stream archive, Stream destination, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await archive.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer.AsSpan(0, read));
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return $"sha256:{Convert.ToHexStringLower(hash.GetCurrentHash())}";
    }
}
