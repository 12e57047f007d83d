using System.Text.Json;
using Olympian.Deployment.Data;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Adapters.Docker;

/// <summary>
/// By a container that is created and never started, from an image of nothing: the engine mounts the volume for <c>docker cp</c>, and no
/// program of ours or of an image touches the data.
/// </summary>
public sealed class VolumeArchives(IDockerCli docker, IDockerEngine engine, EmptyImages images, RunDiary diary, TimeProvider time) : IVolumeArchives
{
    private const string ImageLabel = "org.olympian.data-image";

    // Where the volume is mounted; the first part of every name in an archive.
    private const string Place = "volume";

    private static readonly DateTimeOffset ImageTime = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Hundreds of GB over a slow disk.
    private static readonly TimeSpan CopyLimit = TimeSpan.FromHours(12);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public async Task<IReadOnlyList<DataVolume>> ListAsync(string project, CancellationToken cancellationToken) =>
    [
        .. (await engine.VolumesWithLabelAsync(ProjectOwnership.ComposeProjectLabel, project, cancellationToken))
            .Where(volume => volume.Labels.ContainsKey(DataVolume.KeyLabel))
            .Select(volume => new DataVolume(volume.Labels[DataVolume.KeyLabel], volume.Name, project))
            .OrderBy(volume => volume.Name, StringComparer.Ordinal),
    ];

    public Task ReadAsync(DataVolume volume, Stream archive, CancellationToken cancellationToken) => WithContainerAsync(
        volume,
        isReadOnly: true,
        container => docker.CopyOutputAsync(new("container", "cp", $"{container}:/{Place}", "-") { Timeout = CopyLimit }, archive, cancellationToken),
        cancellationToken);

    public async Task<T> ReadAsync<T>(DataVolume volume, Func<Stream, T> read, CancellationToken cancellationToken)
    {
        Func<T>? result = null;
        await WithContainerAsync(
            volume,
            isReadOnly: true,
            async container =>
            {
                var value = await docker.ReadOutputAsync(new("container", "cp", $"{container}:/{Place}", "-") { Timeout = CopyLimit }, read, cancellationToken);
                result = () => value;
            },
            cancellationToken);
        return result!();
    }

    public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken)
    {
        // The filter also finds a part of a name.
        var names = await docker.RunAsync(new("volume", "ls", "--quiet", "--filter", $"name={name}"), cancellationToken);
        return names.StandardOutput.Split('\n').Contains(name, StringComparer.Ordinal);
    }

    public Task WriteAsync(DataVolume volume, Func<Stream, CancellationToken, Task> archive, CancellationToken cancellationToken) => WithContainerAsync(
        volume,
        isReadOnly: false,
        container => docker.WriteInputAsync(new("container", "cp", "-", $"{container}:/") { Timeout = CopyLimit }, archive, cancellationToken),
        cancellationToken);

    public Task CreateAsync(string project, DataVolume volume, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return docker.RunAsync(
            new(
                "volume", "create", "--label", $"{ProjectOwnership.ComposeProjectLabel}={project}", "--label", $"{DataVolume.KeyLabel}={volume.Key}",
                "--", volume.Name),
            cancellationToken);
    }

    public async Task DestroyAsync(DataVolume volume, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(volume);
        await RemoveLeftAsync(volume, cancellationToken);
        await docker.RunAsync(new("volume", "rm", "--", volume.Name), cancellationToken);
        diary.Gone($"volume {volume.Name}");
    }

    public async Task<IReadOnlyList<VolumeUser>> UsersAsync(DataVolume volume, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(volume);

        var ids = await docker.RunAsync(
            new("container", "ls", "--all", "--quiet", "--no-trunc", "--filter", $"volume={volume.Name}"), cancellationToken);
        var users = new List<VolumeUser>();
        foreach (var id in ids.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // The filter also finds a part of a name; and what is gone by now uses nothing.
            if (await engine.FindContainerAsync(id, cancellationToken) is { } container && !container.Labels.ContainsKey(ImageLabel) && await MountsAsync(id, volume, cancellationToken))
            {
                users.Add(new(
                    id, container.Name, container.State is ContainerState.Running or ContainerState.Restarting or ContainerState.Paused,
                    container.State == ContainerState.Paused,
                    container.State == ContainerState.Running ? container.Started : container.Finished));
            }
        }

        return users;
    }

    public async Task<IReadOnlyDictionary<string, long>> SizesAsync(CancellationToken cancellationToken)
    {
        var output = await docker.RunAsync(new("system", "df", "--verbose", "--format", "{{json .Volumes}}") { Timeout = TimeSpan.FromMinutes(5) }, cancellationToken);
        using var document = JsonDocument.Parse(output.StandardOutput);
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var volume in document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.EnumerateArray() : default)
        {
            if (volume.TryGetProperty("Name", out var name) && volume.TryGetProperty("Size", out var size) && DockerSize.TryParse(size.GetString(), out var bytes))
            {
                sizes[name.GetString()!] = bytes;
            }
        }

        return sizes;
    }

    public Task UntilWellAsync(IReadOnlyList<VolumeUser> containers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(containers);
        return AfterPause.WaitAsync(engine, [.. containers.Select(container => container.Id)], time, cancellationToken);
    }

    public async Task PauseAsync(IReadOnlyList<VolumeUser> containers, bool pause, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(containers);
        foreach (var container in containers)
        {
            await docker.RunAsync(new("container", pause ? "pause" : "unpause", container.Id) { Timeout = Limit }, cancellationToken);
        }
    }

    private async Task<bool> MountsAsync(string container, DataVolume volume, CancellationToken cancellationToken)
    {
        var mounts = await docker.AskAsync(new("container", "inspect", "--format", "{{json .Mounts}}", container), cancellationToken);
        if (mounts.ExitCode != 0)
        {
            return false;
        }

        using var document = JsonDocument.Parse(mounts.StandardOutput);
        return document.RootElement.EnumerateArray().Any(mount => mount.TryGetProperty("Name", out var name) && name.GetString() == volume.Name);
    }

    private async Task WithContainerAsync(DataVolume volume, bool isReadOnly, Func<string, Task> use, CancellationToken cancellationToken)
    {
        await RemoveLeftAsync(volume, cancellationToken);

        // A name for each project: one that is done must not take another's away.
        var image = $"olympian-data:{volume.Project}";
        if (await engine.FindImageAsync(image, cancellationToken) is null)
        {
            await images.LoadAsync(image, new Dictionary<string, string> { [ImageLabel] = "1" }, ImageTime, cancellationToken);
        }

        var created = await docker.RunAsync(
            new(
                "container", "create", "--pull", "never", "--network", "none", "--label", $"{ImageLabel}=1",
                "--label", $"{ProjectOwnership.ProbeLabel}=true", "--label", $"{ImageLabels.Project}={volume.Project}",
                "--mount", $"type=volume,source={volume.Name},target=/{Place},volume-nocopy{(isReadOnly ? ",readonly" : "")}", image, "never-started"),
            cancellationToken);
        var id = created.StandardOutput.Trim();
        try
        {
            await use(id);
        }
        finally
        {
            // Not by the run's token: what was made for the copy goes, however that ended.
            using var limit = new CancellationTokenSource(Limit);
            await docker.AskAsync(new("container", "rm", id), limit.Token);
            await docker.AskAsync(new("image", "rm", image), limit.Token);
        }
    }

    // What a run that was killed in the middle of a copy left on this volume: it never ran, and holds the volume.
    private async Task RemoveLeftAsync(DataVolume volume, CancellationToken cancellationToken)
    {
        var ids = await docker.RunAsync(
            new("container", "ls", "--all", "--quiet", "--no-trunc", "--filter", $"label={ImageLabel}=1", "--filter", $"label={ImageLabels.Project}={volume.Project}", "--filter", $"volume={volume.Name}"),
            cancellationToken);
        foreach (var id in ids.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (await MountsAsync(id, volume, cancellationToken))
            {
                await docker.AskAsync(new("container", "rm", id), cancellationToken);
            }
        }
    }
}
