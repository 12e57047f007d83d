using Olympian.Deployment;
using Olympian.Deployment.Data;

namespace Olympian.Build.Tests.Data;

/// <summary>Volumes in memory: an archive each.</summary>
internal sealed class VolumesDouble : IVolumeArchives
{
    /// <summary>The project's own.</summary>
    public List<DataVolume> Volumes { get; } = [];

    /// <summary>What each of the engine's volumes holds, by name.</summary>
    public Dictionary<string, byte[]> Archives { get; } = [];

    public List<VolumeUser> Users { get; } = [];

    public List<string> Calls { get; } = [];

    /// <summary>What reading throws; null for nothing.</summary>
    public Exception? OnRead { get; set; }

    /// <summary>What writing throws; null for nothing.</summary>
    public Exception? OnWrite { get; set; }

    /// <summary>The container that cannot be let go on; null for none.</summary>
    public string? Stuck { get; set; }

    public Task<IReadOnlyList<DataVolume>> ListAsync(string project, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DataVolume>>([.. Volumes]);

    public async Task ReadAsync(DataVolume volume, Stream archive, CancellationToken cancellationToken)
    {
        Calls.Add($"read {volume.Name}");
        if (OnRead is not null)
        {
            throw OnRead;
        }

        await archive.WriteAsync(Archives[volume.Name], cancellationToken);
    }

    public Task<T> ReadAsync<T>(DataVolume volume, Func<Stream, T> read, CancellationToken cancellationToken) =>
        Task.FromResult(read(new MemoryStream(Archives[volume.Name], writable: false)));

    public Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Archives.ContainsKey(name));

    public async Task WriteAsync(DataVolume volume, Func<Stream, CancellationToken, Task> archive, CancellationToken cancellationToken)
    {
        Calls.Add($"write {volume.Name}");
        if (OnWrite is not null)
        {
            throw OnWrite;
        }

        using var written = new MemoryStream();
        await archive(written, cancellationToken);
        Archives[volume.Name] = written.ToArray();
    }

    public Task CreateAsync(string project, DataVolume volume, CancellationToken cancellationToken)
    {
        Calls.Add($"create {volume.Name}");
        return Task.CompletedTask;
    }

    public Task DestroyAsync(DataVolume volume, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<VolumeUser>> UsersAsync(DataVolume volume, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<VolumeUser>>([.. Users]);

    public Task<IReadOnlyDictionary<string, long>> SizesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task UntilWellAsync(IReadOnlyList<VolumeUser> containers, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task PauseAsync(IReadOnlyList<VolumeUser> containers, bool pause, CancellationToken cancellationToken)
    {
        var name = containers.Single().Name;
        Calls.Add($"{(pause ? "pause" : "unpause")} {name}");
        return !pause && name == Stuck ? throw new ExpectedFailure("It is stuck.", null, "Look.") : Task.CompletedTask;
    }
}
