using Olympian.Deployment.Archives;

namespace Olympian.Deployment.Integrity;

/// <summary>What the engine itself gives out of images, as streams that are never held whole.</summary>
public interface IImageStreams
{
    /// <summary>
    /// Has the engine save an image, and reads what it writes. One image only: of several that share layers, saved at once, an engine keeps the
    /// layers for ever.
    /// </summary>
    /// <param name="imageId">The image.</param>
    /// <param name="withContents">Whether to keep the layers' entries.</param>
    /// <param name="onBytes">Told how many bytes came since it was last told.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Images.DockerCommandFailure">The engine does not save it; its words say why.</exception>
    /// <exception cref="DamagedArchive">What it wrote is no archive of images.</exception>
    Task<SavedImages> SaveAsync(
        string imageId, bool withContents, Action<long> onBytes, CancellationToken cancellationToken);

    /// <summary>
    /// Streams the files of a container of the image, which is created, never started, and removed again, with its anonymous volumes.
    /// </summary>
    /// <param name="imageId">The image.</param>
    /// <param name="read">Reads the tar archive forwards.</param>
    /// <param name="onBytes">Told how many bytes came since it was last told.</param>
    /// <param name="cancellationToken">Ends the reading; the container is removed nevertheless.</param>
    /// <exception cref="Images.DockerCommandFailure">No container can be made of the image, or its files cannot be read.</exception>
    Task<T> ReadRootAsync<T>(string imageId, Func<Stream, T> read, Action<long> onBytes, CancellationToken cancellationToken);
}
