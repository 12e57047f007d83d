using Olympian.Deployment.Archives;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Registries;

namespace Olympian.Build.Adapters.Docker;

/// <summary>Images as streams, by <c>docker image save</c> and <c>docker container cp</c>.</summary>
public sealed class ImageStreams(DockerCli cli, ILayerDecompressor decompressor) : IImageStreams
{
    // The slowest that was measured is 80 MB a second; this is for an image of 300 GB at that, or for an engine that hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public Task<SavedImages> SaveAsync(
        string imageId, bool withContents, Action<long> onBytes, CancellationToken cancellationToken) =>
        cli.ReadOutputAsync(
            new DockerCommand("image", "save", imageId) { Timeout = Limit },
            stream => SavedImages.Read(new WatchedStream(stream, onBytes), withContents, packed => decompressor.Open(LayerCompression.Zstd, packed)),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<T> ReadRootAsync<T>(string imageId, Func<Stream, T> read, Action<long> onBytes, CancellationToken cancellationToken)
    {
        await using var probe = await ProbeContainer.CreateAsync(cli, imageId, cancellationToken);
        return await cli.ReadOutputAsync(
            new DockerCommand("container", "cp", $"{probe.Id}:/", "-") { Timeout = Limit },
            stream => read(new WatchedStream(stream, onBytes)),
            cancellationToken);
    }

    private sealed class WatchedStream(Stream source, Action<long> onBytes) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer)
        {
            var read = source.Read(buffer);
            onBytes(read);
            return read;
        }
    }
}
