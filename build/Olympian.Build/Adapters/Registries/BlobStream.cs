using Olympian.Deployment.Registries;

namespace Olympian.Build.Adapters.Registries;

/// <summary>
/// A blob as it comes. A registry that stops sending, or goes away, ends the reading with a <see cref="RegistryUnavailable"/>.
/// </summary>
internal sealed class BlobStream(
    HttpResponseMessage response, Stream content, RegistryImage image, string digest, TimeSpan idle) : ReadOnlyStream
{
    private long count;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(idle);
        try
        {
            var read = await content.ReadAsync(buffer, timer.Token);
            count += read;
            return read;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw RegistryTrouble.Late(image, image.Registry, $"nothing more of blob {digest} came, after {count} bytes,", idle);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new RegistryUnavailable(
                image, $"{image.Registry}: the connection ended after {count} bytes of blob {digest}.", cause: broken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
            response.Dispose();
        }

        base.Dispose(disposing);
    }
}
