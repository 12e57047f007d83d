namespace Olympian.Deployment.Images;

/// <summary>
/// The engine's facts as typed records, and the few changes made to it by id. Nothing here forces: what is in use stays,
/// and the engine's refusal is thrown.
/// </summary>
/// <remarks>Failures are those of <see cref="IDockerCli"/>.</remarks>
public interface IDockerEngine
{
    /// <summary>Versions, data root and storage driver.</summary>
    /// <exception cref="EngineUnavailable">No engine answers.</exception>
    Task<EngineInfo> InfoAsync(CancellationToken cancellationToken);

    /// <summary>Has what the engine says of itself asked anew: another may answer now.</summary>
    void Forget()
    {
    }

    /// <summary>Every image, dangling ones too, of whomever.</summary>
    Task<IReadOnlyList<ImageFacts>> ImagesAsync(CancellationToken cancellationToken);

    /// <summary>Every image that carries the label with exactly this value, dangling ones too.</summary>
    Task<IReadOnlyList<ImageFacts>> ImagesWithLabelAsync(string label, string value, CancellationToken cancellationToken);

    /// <summary>The image a reference or an id names; null when the engine has none.</summary>
    Task<ImageFacts?> FindImageAsync(string reference, CancellationToken cancellationToken);

    /// <summary>
    /// The size of each layer of the image by its chain id, the name by which <see cref="UntagAsync"/> and
    /// <see cref="RemoveImageAsync"/> tell which layers went. Empty when the engine's history does not say which layer is which.
    /// </summary>
    Task<IReadOnlyDictionary<string, long>> LayerBytesAsync(ImageFacts image, CancellationToken cancellationToken);

    /// <summary>Every container, running or not, of whomever.</summary>
    Task<IReadOnlyList<ContainerFacts>> ContainersAsync(CancellationToken cancellationToken);

    /// <summary>Every container, running or not, that carries the label with exactly this value.</summary>
    Task<IReadOnlyList<ContainerFacts>> ContainersWithLabelAsync(string label, string value, CancellationToken cancellationToken);

    /// <summary>The container an id or a name names; null when the engine has none.</summary>
    Task<ContainerFacts?> FindContainerAsync(string idOrName, CancellationToken cancellationToken);

    /// <summary>Every volume that carries the label with exactly this value.</summary>
    Task<IReadOnlyList<VolumeFacts>> VolumesWithLabelAsync(string label, string value, CancellationToken cancellationToken);

    /// <summary>Every record of the build cache.</summary>
    Task<IReadOnlyList<CacheRecord>> BuildCacheAsync(CancellationToken cancellationToken);

    /// <summary>Pulls an image, as far as its layers are not there already.</summary>
    /// <param name="reference">The image.</param>
    /// <param name="platform">Its platform, such as <c>linux/arm64</c>; null for the engine's own.</param>
    /// <param name="cancellationToken">Ends the pull.</param>
    Task PullAsync(string reference, string? platform, CancellationToken cancellationToken);

    /// <summary>Loads images from an archive that <paramref name="write"/> writes, as <c>docker save</c> would.</summary>
    Task LoadAsync(Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken);

    /// <summary>Makes <paramref name="reference"/> name the image; it moves if it named another.</summary>
    Task TagAsync(string imageId, string reference, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a name away; the image goes with its last one, unless something uses it.
    /// Returns the chain ids of the layers that went.
    /// </summary>
    Task<IReadOnlyList<string>> UntagAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Removes an image that has at most one name, by id. Returns the chain ids of the layers that went.</summary>
    Task<IReadOnlyList<string>> RemoveImageAsync(string imageId, CancellationToken cancellationToken);

    /// <summary>Stops a container within its own grace period.</summary>
    Task StopContainerAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Lets a paused container go on.</summary>
    Task UnpauseContainerAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Gives a container another name; one that is taken is refused.</summary>
    Task RenameContainerAsync(string containerId, string name, CancellationToken cancellationToken);

    /// <summary>Removes a container that does not run; its anonymous and named volumes stay.</summary>
    Task RemoveContainerAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the builder to drop these records. Those in use, or with a record upon them, stay without a word:
    /// <see cref="BuildCacheAsync"/> tells what is left.
    /// </summary>
    Task RemoveCacheRecordsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>Drops everybody's build cache on this engine. Returns what the builder printed.</summary>
    Task<string> RemoveAllBuildCacheAsync(CancellationToken cancellationToken);

    /// <summary>A file's bytes out of an image, without running it; null when the image has no such file.</summary>
    Task<byte[]?> ReadImageFileAsync(string imageId, string path, CancellationToken cancellationToken);

    /// <summary>A file's bytes out of a container, running or not; null when it has no such file.</summary>
    Task<byte[]?> ReadContainerFileAsync(string containerId, string path, CancellationToken cancellationToken);
}
