using System.Buffers;
using System.Security.Cryptography;

namespace Olympian.Deployment.Registries;

/// <summary>
/// A blob on its way: counts and hashes what is read of it, and ends where it must end, so that a registry that sends more than it
/// announced cannot keep a reader for ever.
/// </summary>
/// <param name="blob">What is read; its owner disposes of it.</param>
/// <param name="announced">How many bytes it must have.</param>
/// <param name="onRead">Told after each reading how many bytes it gave.</param>
internal sealed class MeasuredStream(Stream blob, long announced, Action<long>? onRead) : Stream
{
    private const int DrainBytes = 128 * 1024;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ReadOnlyMemory<byte> peeked;
    private bool isLonger;

    /// <summary>How many bytes came, not more than were announced.</summary>
    public long Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The first bytes; reading begins with them all the same.</summary>
    public async Task<ReadOnlyMemory<byte>> PeekAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        var filled = 0;
        int read;
        while (filled < count && (read = await TakeAsync(bytes.AsMemory(filled), cancellationToken)) > 0)
        {
            filled += read;
        }

        peeked = bytes.AsMemory(0, filled);
        return peeked;
    }

    /// <summary>Reads what is left, and whether more comes than was announced. What came can be judged after that.</summary>
    public async Task<BlobReading> EndAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(DrainBytes);
        try
        {
            while (await TakeAsync(buffer, cancellationToken) > 0)
            {
                // What the unpacking left: it counts, and is hashed, as all the rest.
                continue;
            }

            isLonger = Count == announced && await blob.ReadAsync(buffer.AsMemory(0, 1), cancellationToken) > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new(Count, isLonger, $"sha256:{Convert.ToHexStringLower(hash.GetCurrentHash())}");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (peeked.Length == 0)
        {
            return await TakeAsync(buffer, cancellationToken);
        }

        var count = Math.Min(peeked.Length, buffer.Length);
        peeked[..count].CopyTo(buffer);
        peeked = peeked[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A blob is read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> TakeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var room = (int)Math.Min(buffer.Length, announced - Count);
        if (room == 0)
        {
            return 0;
        }

        var read = await blob.ReadAsync(buffer[..room], cancellationToken);
        hash.AppendData(buffer.Span[..read]);
        Count += read;
        if (read > 0)
        {
            onRead?.Invoke(read);
        }

        return read;
    }
}
