namespace Olympian.Deployment.Archives;

/// <summary>Hands a stream's bytes on until the token is cancelled, and tells how many.</summary>
internal sealed class CancellableStream(Stream source, Action<long> onBytes, CancellationToken cancellationToken) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var read = source.Read(buffer);
        onBytes(read);
        return read;
    }
}
