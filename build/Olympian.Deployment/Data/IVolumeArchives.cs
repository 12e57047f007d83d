namespace Olympian.Deployment.Data;

/// <summary>Reads and writes a volume's content as a tar archive, without running anything.</summary>
public interface IVolumeArchives
{
    /// <summary>The project's named volumes, by name.</summary>
    Task<IReadOnlyList<DataVolume>> ListAsync(string project, CancellationToken cancellationToken);

    /// <summary>Copies a volume's content into a stream, owners, modes and times included.</summary>
    Task ReadAsync(DataVolume volume, Stream archive, CancellationToken cancellationToken);

    /// <summary>Hands a volume's content as an archive to a reader that reads it forwards, on a thread of its own; nothing of it is kept.</summary>
    Task<T> ReadAsync<T>(DataVolume volume, Func<Stream, T> read, CancellationToken cancellationToken);

    /// <summary>Whether the engine has a volume of this name, whosever it is.</summary>
    Task<bool> ExistsAsync(string name, CancellationToken cancellationToken);

    /// <summary>Puts an archive's content into a volume. What is there of other names stays.</summary>
    Task WriteAsync(DataVolume volume, Func<Stream, CancellationToken, Task> archive, CancellationToken cancellationToken);

    /// <summary>Makes an empty volume as compose would.</summary>
    Task CreateAsync(string project, DataVolume volume, CancellationToken cancellationToken);

    /// <summary>Deletes a volume by its name. What it held is gone.</summary>
    Task DestroyAsync(DataVolume volume, CancellationToken cancellationToken);

    /// <summary>Containers, of whomever, that mount a volume: names, and whether each runs.</summary>
    Task<IReadOnlyList<VolumeUser>> UsersAsync(DataVolume volume, CancellationToken cancellationToken);

    /// <summary>The sizes of volumes in bytes, by name; a volume whose size the engine does not say is missing.</summary>
    Task<IReadOnlyDictionary<string, long>> SizesAsync(CancellationToken cancellationToken);

    /// <summary>Waits until containers that were let go on are found well again; for no longer than that takes.</summary>
    Task UntilWellAsync(IReadOnlyList<VolumeUser> containers, CancellationToken cancellationToken);

    /// <summary>Holds containers still, or lets them go on.</summary>
    Task PauseAsync(IReadOnlyList<VolumeUser> containers, bool pause, CancellationToken cancellationToken);
}
