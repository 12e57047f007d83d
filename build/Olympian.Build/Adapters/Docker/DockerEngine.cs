using System.Formats.Tar;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Olympian.Deployment.Diagnosis;
using Olympian.Deployment.Images;

namespace Olympian.Build.Adapters.Docker;

/// <summary>The engine's facts, read as JSON through the <c>docker</c> command; the changes, by id and never by force.</summary>
public sealed class DockerEngine(DockerCli cli, UninspectableImages? damagedImages = null, UninspectableContainers? damagedContainers = null, RunDiary? diary = null)
    : IDockerEngine
{
    // Far below any limit on a command line, far above what a project has.
    private const int InspectBatch = 200;

    // One argument may have 128 KiB and an id takes 26 bytes. Few batches, because a record stays while one that stands on it does.
    private const int PruneBatch = 4000;

    // An image of several GB over a slow line.
    private static readonly TimeSpan TransferLimit = TimeSpan.FromMinutes(30);

    // What an engine says of itself holds for as long as it runs, and a run knows one engine.
    private EngineInfo? known;

    /// <inheritdoc/>
    public async Task<EngineInfo> InfoAsync(CancellationToken cancellationToken) => known ??= await AskInfoAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ImageFacts>> ImagesAsync(CancellationToken cancellationToken) => Images([], cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ImageFacts>> ImagesWithLabelAsync(string label, string value, CancellationToken cancellationToken)
    {
        var images = await Images(["--filter", $"label={label}={value}"], cancellationToken);
        return [.. images.Where(image => image.Labels.GetValueOrDefault(label) == value)];
    }

    /// <inheritdoc/>
    public async Task<ImageFacts?> FindImageAsync(string reference, CancellationToken cancellationToken)
    {
        var answer = await cli.AskAsync(Short("image", "inspect", reference), cancellationToken);
        if (answer.ExitCode == 0 || !TellsOfDamage(answer))
        {
            return Parse(answer.StandardOutput, DockerJson.Default.ListImageInspect).Select(Facts).FirstOrDefault();
        }

        var ids = reference.StartsWith("sha256:", StringComparison.Ordinal)
            ? [reference]
            : await List(["image", "ls", "--quiet", "--no-trunc", reference], cancellationToken);
        return (await ReadUninspectableImages(ids, cancellationToken)).Select(Facts).FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, long>> LayerBytesAsync(ImageFacts image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);

        var answer = await cli.AskAsync(
            Short("image", "history", "--no-trunc", "--human=false", "--format", "json", image.Id), cancellationToken);
        var steps = answer.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Parse(line, DockerJson.Default.HistoryEntry));
        return LayerSizes.Of(image.Layers, [.. steps.Select(step => (step.CreatedBy ?? string.Empty, long.Parse(step.Size, CultureInfo.InvariantCulture)))]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ContainerFacts>> ContainersAsync(CancellationToken cancellationToken) =>
        Containers([], cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContainerFacts>> ContainersWithLabelAsync(string label, string value, CancellationToken cancellationToken)
    {
        var containers = await Containers(["--filter", $"label={label}={value}"], cancellationToken);
        return [.. containers.Where(container => container.Labels.GetValueOrDefault(label) == value)];
    }

    /// <inheritdoc/>
    public async Task<ContainerFacts?> FindContainerAsync(string idOrName, CancellationToken cancellationToken)
    {
        var answer = await cli.AskAsync(Short("container", "inspect", idOrName), cancellationToken);
        if (answer.ExitCode == 0 || !TellsOfDamage(answer))
        {
            return Parse(answer.StandardOutput, DockerJson.Default.ListContainerInspect).Select(Facts).FirstOrDefault();
        }

        var all = await List(["container", "ls", "--all", "--quiet", "--no-trunc"], cancellationToken);
        return (await ReadUninspectableContainers(all, cancellationToken)).Select(Facts)
            .FirstOrDefault(container => container.Id.StartsWith(idOrName, StringComparison.Ordinal) || container.Name == idOrName);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VolumeFacts>> VolumesWithLabelAsync(string label, string value, CancellationToken cancellationToken)
    {
        var volumes = await Inspect(
            ["volume", "ls", "--quiet", "--filter", $"label={label}={value}"],
            ["volume", "inspect"],
            DockerJson.Default.ListVolumeInspect,
            volume => volume.Name,
            cancellationToken);

        return [.. volumes.Select(volume => new VolumeFacts(volume.Name, volume.Driver, volume.Mountpoint, volume.Labels ?? []))
            .Where(volume => volume.Labels.GetValueOrDefault(label) == value)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CacheRecord>> BuildCacheAsync(CancellationToken cancellationToken) =>
        BuildxDiskUsage.Parse((await cli.RunAsync(new("buildx", "du", "--verbose"), cancellationToken)).StandardOutput);

    /// <inheritdoc/>
    public Task PullAsync(string reference, string? platform, CancellationToken cancellationToken) =>
        cli.RunAsync(
            new(["image", "pull", "--quiet", .. platform is null ? Array.Empty<string>() : ["--platform", platform], reference]) { Timeout = TransferLimit },
            cancellationToken);

    /// <inheritdoc/>
    public Task LoadAsync(Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        cli.WriteInputAsync(new("image", "load", "--quiet") { Timeout = TransferLimit }, write, cancellationToken);

    /// <inheritdoc/>
    public Task TagAsync(string imageId, string reference, CancellationToken cancellationToken) =>
        cli.RunAsync(Short("image", "tag", imageId, reference), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> UntagAsync(string reference, CancellationToken cancellationToken) =>
        RemoveImageOrTag(reference, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> RemoveImageAsync(string imageId, CancellationToken cancellationToken) =>
        RemoveImageOrTag(imageId, cancellationToken);

    /// <inheritdoc/>
    public Task StopContainerAsync(string containerId, CancellationToken cancellationToken) =>
        cli.RunAsync(new("container", "stop", containerId), cancellationToken);

    /// <inheritdoc/>
    public Task UnpauseContainerAsync(string containerId, CancellationToken cancellationToken) =>
        cli.RunAsync(Short("container", "unpause", containerId), cancellationToken);

    /// <inheritdoc/>
    public Task RenameContainerAsync(string containerId, string name, CancellationToken cancellationToken) =>
        cli.RunAsync(new("container", "rename", containerId, name), cancellationToken);

    /// <inheritdoc/>
    public async Task RemoveContainerAsync(string containerId, CancellationToken cancellationToken)
    {
        await cli.RunAsync(new("container", "rm", containerId), cancellationToken);
        diary?.Gone($"container {containerId}");
    }

    /// <inheritdoc/>
    public async Task RemoveCacheRecordsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        foreach (var batch in ids.Chunk(PruneBatch))
        {
            // The filter is a regular expression over the whole id; ids are letters and digits, so they stand for themselves.
            await cli.RunAsync(
                new("builder", "prune", "--force", "--all", "--filter", $"id={string.Join('|', batch)}") { Timeout = TimeSpan.FromMinutes(10) },
                cancellationToken);
            diary?.Gone(FormattableString.Invariant($"build cache: {batch.Length} records"));
        }
    }

    /// <inheritdoc/>
    public async Task<string> RemoveAllBuildCacheAsync(CancellationToken cancellationToken) =>
        (await cli.RunAsync(new("builder", "prune", "--all", "--force") { Timeout = TimeSpan.FromMinutes(10) }, cancellationToken)).StandardOutput;

    /// <inheritdoc/>
    public async Task<byte[]?> ReadImageFileAsync(string imageId, string path, CancellationToken cancellationToken)
    {
        await using var probe = await ProbeContainer.CreateAsync(cli, imageId, cancellationToken);
        return await ReadContainerFileAsync(probe.Id, path, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<byte[]?> ReadContainerFileAsync(string containerId, string path, CancellationToken cancellationToken)
    {
        using var archive = new MemoryStream();
        var copy = new DockerCommand("container", "cp", "--follow-link", $"{containerId}:{path}", "-");
        var answer = await cli.AskBytesAsync(copy, archive, cancellationToken);
        if (answer.ExitCode != 0)
        {
            // The container is there and the engine answers: then it is the file that is not.
            return await FindContainerAsync(containerId, cancellationToken) is not null
                ? null
                : throw DockerCommandFailure.Exited(copy, answer.ExitCode, answer.StandardError);
        }

        archive.Position = 0;
        await using var reader = new TarReader(archive);
        var entry = await reader.GetNextEntryAsync(copyData: true, cancellationToken);
        if (entry is null || entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
        {
            return null;
        }

        using var content = new MemoryStream();
        if (entry.DataStream is { } data)
        {
            await data.CopyToAsync(content, cancellationToken);
        }

        return content.ToArray();
    }

    private async Task<EngineInfo> AskInfoAsync(CancellationToken cancellationToken)
    {
        var version = Parse(
            (await cli.RunAsync(Short("version", "--format", "json"), cancellationToken)).StandardOutput,
            DockerJson.Default.VersionAnswer);
        var info = Parse(
            (await cli.RunAsync(Short("info", "--format", "json"), cancellationToken)).StandardOutput,
            DockerJson.Default.InfoAnswer);

        var plugins = info.ClientInfo?.Plugins ?? [];
        return new EngineInfo(
            version.Client?.Version ?? string.Empty,
            version.Server?.Version ?? string.Empty,
            info.DockerRootDir ?? string.Empty,
            info.Driver ?? string.Empty,
            info.OSType ?? string.Empty,
            info.Architecture ?? string.Empty,
            info.ID ?? string.Empty,
            info.SecurityOptions ?? [],
            info.DriverStatus?.Any(pair => pair is ["driver-type", "io.containerd.snapshotter.v1"]) == true,
            plugins.FirstOrDefault(plugin => plugin.Name == "buildx")?.Version,
            plugins.FirstOrDefault(plugin => plugin.Name == "compose")?.Version);
    }

    private async Task<IReadOnlyList<string>> RemoveImageOrTag(string reference, CancellationToken cancellationToken)
    {
        var removed = await cli.RunAsync(new("image", "rm", reference), cancellationToken);
        const string deleted = "Deleted: ";
        IReadOnlyList<string> gone = [.. removed.StandardOutput.Split('\n')
            .Where(line => line.StartsWith(deleted, StringComparison.Ordinal))
            .Select(line => line[deleted.Length..].Trim())];
        // An image that has other tags stays.
        diary?.Gone($"{(gone.Count > 0 ? "image" : "tag")} {reference}");
        return gone;
    }

    private async Task<IReadOnlyList<ImageFacts>> Images(IReadOnlyList<string> filter, CancellationToken cancellationToken)
    {
        var images = await Inspect(
            ["image", "ls", "--all", "--quiet", "--no-trunc", .. filter],
            ["image", "inspect"],
            DockerJson.Default.ListImageInspect,
            image => image.Id,
            cancellationToken,
            ids => ReadUninspectableImages(ids, cancellationToken));

        return [.. images.Select(Facts)];
    }

    private async Task<IReadOnlyList<DockerAnswers.ImageInspect>> ReadUninspectableImages(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        damagedImages is null || ids.Count == 0 ? []
        : await damagedImages.ReadAsync(ids, await InfoAsync(cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<DockerAnswers.ContainerInspect>> ReadUninspectableContainers(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        damagedContainers is null || ids.Count == 0 ? []
        : await damagedContainers.ReadAsync(ids, await InfoAsync(cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<ContainerFacts>> Containers(IReadOnlyList<string> filter, CancellationToken cancellationToken)
    {
        var containers = await Inspect(
            ["container", "ls", "--all", "--quiet", "--no-trunc", .. filter],
            ["container", "inspect"],
            DockerJson.Default.ListContainerInspect,
            container => container.Id,
            cancellationToken,
            ids => ReadUninspectableContainers(ids, cancellationToken));

        return [.. containers.Select(Facts)];
    }

    /// <summary>
    /// Lists, then inspects. What vanished between the two is not an error: the list is read again, and only what it still
    /// names must have been inspected, or be told otherwise.
    /// </summary>
    private async Task<List<T>> Inspect<T>(
        IReadOnlyList<string> list,
        IReadOnlyList<string> inspect,
        JsonTypeInfo<List<T>> type,
        Func<T, string> idOf,
        CancellationToken cancellationToken,
        Func<IReadOnlyList<string>, Task<IReadOnlyList<T>>>? otherwise = null)
    {
        var found = new List<T>();
        foreach (var batch in (await List(list, cancellationToken)).Chunk(InspectBatch))
        {
            var command = new DockerCommand([.. inspect, .. batch]);
            var answer = await cli.AskAsync(command, cancellationToken);
            var inspected = Parse(answer.StandardOutput, type);
            found.AddRange(inspected);

            if (answer.ExitCode != 0)
            {
                var missing = batch.Except(inspected.Select(idOf));
                string[] still = [.. (await List(list, cancellationToken)).Intersect(missing)];
                var told = otherwise is null || still.Length == 0 || !TellsOfDamage(answer) ? [] : await otherwise(still);
                found.AddRange(told);
                if (told.Count < still.Length)
                {
                    throw DockerCommandFailure.Exited(command, answer.ExitCode, answer.StandardError);
                }
            }
        }

        return found;
    }

    // Any other refusal may be of the moment, and says nothing of what was asked for.
    private static bool TellsOfDamage(DockerOutput answer) =>
        LogDiagnosis.Of(answer.StandardError.Split('\n', StringSplitOptions.RemoveEmptyEntries)) is { Class: FaultClass.DamagedLayer };

    private async Task<IReadOnlyList<string>> List(IReadOnlyList<string> list, CancellationToken cancellationToken)
    {
        var answer = await cli.RunAsync(new DockerCommand(list), cancellationToken);

        // An image with several tags is listed once for each.
        return [.. answer.StandardOutput.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
    }

    private static ImageFacts Facts(DockerAnswers.ImageInspect image) => new(
        image.Id,
        image.RepoTags ?? [],
        image.RepoDigests ?? [],
        image.Config?.Labels ?? [],
        image.Created ?? DateTimeOffset.UnixEpoch,
        image.Size,
        image.RootFS?.Layers ?? [],
        string.IsNullOrEmpty(image.Parent) ? null : image.Parent)
    {
        Platform = string.Join('/', new[] { image.Os, image.Architecture, image.Variant }.Where(part => !string.IsNullOrEmpty(part))),
    };

    private static ContainerFacts Facts(DockerAnswers.ContainerInspect container) => new(
        container.Id,
        container.Name.TrimStart('/'),
        container.Image,
        container.Config.Image,
        Enum.TryParse<ContainerState>(container.State.Status, ignoreCase: true, out var state) ? state : ContainerState.Unknown,
        Enum.TryParse<ContainerHealth>(container.State.Health?.Status, ignoreCase: true, out var health) ? health : ContainerHealth.None,
        container.Config.Labels ?? [],
        container.Created,
        Moment(container.State.StartedAt),
        Moment(container.State.FinishedAt),
        container.State.ExitCode,
        container.State.Error ?? string.Empty,
        container.RestartCount,
        Ports(container.NetworkSettings?.Ports))
    {
        IsUninspectable = container.IsUninspectable,
        Checks = [.. container.State.Health?.Log?.Select(check => new HealthCheck(check.Start, check.End, check.ExitCode == 0)) ?? []],
    };

    // The engine writes year 1 for "never".
    private static DateTimeOffset? Moment(DateTimeOffset? moment) => moment is { Year: > 1 } ? moment : null;

    private static List<PublishedPort> Ports(Dictionary<string, List<DockerAnswers.PortBinding>?>? ports)
    {
        var published = new List<PublishedPort>();
        foreach (var (port, bindings) in ports ?? [])
        {
            var parts = port.Split('/');
            foreach (var binding in bindings ?? [])
            {
                if (int.TryParse(binding.HostPort, out var hostPort) && int.TryParse(parts[0], out var containerPort))
                {
                    published.Add(new PublishedPort(binding.HostIp ?? string.Empty, hostPort, containerPort, parts.ElementAtOrDefault(1) ?? "tcp"));
                }
            }
        }

        return published;
    }

    private static DockerCommand Short(params string[] arguments) => new(arguments) { Timeout = TimeSpan.FromSeconds(60) };

    private static T Parse<T>(string json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"docker's answer is not the JSON that was expected: {json[..Math.Min(json.Length, 200)]}", exception);
        }
    }
}
