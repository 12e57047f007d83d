using System.Formats.Tar;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Olympian.Deployment.Diagnosis;
using Olympian.Deployment.Images;

namespace Olympian.Build.Adapters.Docker;

/// <summary>The engine's facts, read as JSON from its API; the changes, by id and never by force, through the <c>docker</c> command.</summary>
public sealed class DockerEngine(
    DockerCli cli, UninspectableImages? damagedImages = null, UninspectableContainers? damagedContainers = null, RunDiary? diary = null, EngineApi? connection = null)
    : IDockerEngine
{
    // One argument may have 128 KiB and an id takes 26 bytes. Few batches, because a record stays while one that stands on it does.
    private const int PruneBatch = 4000;

    // An image of several GB over a slow line.
    private static readonly TimeSpan TransferLimit = TimeSpan.FromMinutes(30);

    private static readonly Kind OfImages = new("image", "/images");
    private static readonly Kind OfContainers = new("container", "/containers");

    private readonly EngineApi api = connection ?? new(cli);

    // What an engine says of itself holds for as long as it runs, and a run knows one engine.
    private EngineInfo? known;

    /// <inheritdoc/>
    public async Task<EngineInfo> InfoAsync(CancellationToken cancellationToken) => known ??= await AskInfoAsync(cancellationToken);

    /// <inheritdoc/>
    public void Forget()
    {
        known = null;
        api.Forget();
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ImageFacts>> ImagesAsync(CancellationToken cancellationToken) => Images(string.Empty, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ImageFacts>> ImagesWithLabelAsync(string label, string value, CancellationToken cancellationToken)
    {
        var images = await Images(WithLabel(label, value), cancellationToken);
        return [.. images.Where(image => image.Labels.GetValueOrDefault(label) == value)];
    }

    /// <inheritdoc/>
    public async Task<ImageFacts?> FindImageAsync(string reference, CancellationToken cancellationToken)
    {
        if (OfImages.Named(reference) is not { } path)
        {
            return null;
        }

        var alike = OfImages.Inspect(reference);
        var answer = await api.GetAsync(alike, path, cancellationToken);
        if (!TellsOfDamage(answer))
        {
            return Found(alike, answer, DockerJson.Default.ImageInspect) is { } image ? Facts(image) : null;
        }

        var ids = reference.StartsWith("sha256:", StringComparison.Ordinal)
            ? [reference]
            : await List(OfImages, Filter("reference", reference), cancellationToken);
        return (await ReadUninspectableImages(ids, cancellationToken)).Select(Facts).FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, long>> LayerBytesAsync(ImageFacts image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);

        // An image that is damaged, or went meanwhile, has no history to tell: what goes with it is then told without its size.
        var answer = await api.GetAsync(new("image", "history", "--no-trunc", image.Id), $"/images/{image.Id}/history", cancellationToken);
        var steps = answer.IsGood ? ParseList(answer.Body, DockerJson.Default.ListHistoryEntry) : [];
        return LayerSizes.Of(image.Layers, [.. steps.Select(step => (step.CreatedBy ?? string.Empty, step.Size))]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ContainerFacts>> ContainersAsync(CancellationToken cancellationToken) =>
        Containers(string.Empty, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContainerFacts>> ContainersWithLabelAsync(string label, string value, CancellationToken cancellationToken)
    {
        var containers = await Containers(WithLabel(label, value), cancellationToken);
        return [.. containers.Where(container => container.Labels.GetValueOrDefault(label) == value)];
    }

    /// <inheritdoc/>
    public async Task<ContainerFacts?> FindContainerAsync(string idOrName, CancellationToken cancellationToken)
    {
        if (OfContainers.Named(idOrName) is not { } path)
        {
            return null;
        }

        var alike = OfContainers.Inspect(idOrName);
        var answer = await api.GetAsync(alike, path, cancellationToken);
        if (!TellsOfDamage(answer))
        {
            return Found(alike, answer, DockerJson.Default.ContainerInspect) is { } container ? Facts(container) : null;
        }

        var all = await List(OfContainers, string.Empty, cancellationToken);
        return (await ReadUninspectableContainers(all, cancellationToken)).Select(Facts)
            .FirstOrDefault(container => container.Id.StartsWith(idOrName, StringComparison.Ordinal) || container.Name == idOrName);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VolumeFacts>> VolumesWithLabelAsync(string label, string value, CancellationToken cancellationToken)
    {
        var answer = Parse(
            await api.ReadAsync(new("volume", "ls"), $"/volumes?{WithLabel(label, value)}", cancellationToken),
            DockerJson.Default.VolumesAnswer);

        return [.. (answer.Volumes ?? []).Select(volume => new VolumeFacts(volume.Name, volume.Driver, volume.Mountpoint, volume.Labels ?? []))
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
        // The command, since only it knows its plugins.
        var command = Short("info", "--format", "json");
        var info = Parse((await cli.RunAsync(command, cancellationToken)).StandardOutput, DockerJson.Default.InfoAnswer);
        if (string.IsNullOrEmpty(info.ServerVersion))
        {
            // Older commands end well without an engine, and tell of themselves alone.
            await cli.EnsureEngineAnswers(command, cancellationToken);
        }

        var version = await api.VersionAsync(cancellationToken);
        var plugins = info.ClientInfo?.Plugins ?? [];
        return new EngineInfo(
            info.ClientInfo?.Version ?? (await cli.RunAsync(Short("version", "--format", "{{.Client.Version}}"), cancellationToken)).StandardOutput.Trim(),
            info.ServerVersion ?? string.Empty,
            info.DockerRootDir ?? string.Empty,
            info.Driver ?? string.Empty,
            info.OSType ?? string.Empty,
            info.Architecture ?? string.Empty,
            info.ID ?? string.Empty,
            info.SecurityOptions ?? [],
            info.DriverStatus?.Any(pair => pair is ["driver-type", "io.containerd.snapshotter.v1"]) == true,
            plugins.FirstOrDefault(plugin => plugin.Name == "buildx")?.Version,
            plugins.FirstOrDefault(plugin => plugin.Name == "compose")?.Version)
        {
            Platform = $"{version.Os}/{version.Arch}",
            RegistryConfiguration = info.RegistryConfig?.GetRawText(),
        };
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

    private async Task<IReadOnlyList<ImageFacts>> Images(string filter, CancellationToken cancellationToken)
    {
        var images = await Inspect(
            OfImages,
            filter,
            DockerJson.Default.ImageInspect,
            ids => ReadUninspectableImages(ids, cancellationToken),
            cancellationToken);

        return [.. images.Select(Facts)];
    }

    private async Task<IReadOnlyList<DockerAnswers.ImageInspect>> ReadUninspectableImages(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        damagedImages is null || ids.Count == 0 ? []
        : await damagedImages.ReadAsync(ids, await InfoAsync(cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<DockerAnswers.ContainerInspect>> ReadUninspectableContainers(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        damagedContainers is null || ids.Count == 0 ? []
        : await damagedContainers.ReadAsync(ids, await InfoAsync(cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<ContainerFacts>> Containers(string filter, CancellationToken cancellationToken)
    {
        var containers = await Inspect(
            OfContainers,
            filter,
            DockerJson.Default.ContainerInspect,
            ids => ReadUninspectableContainers(ids, cancellationToken),
            cancellationToken);

        return [.. containers.Select(Facts)];
    }

    /// <summary>
    /// Lists, then inspects. What vanished between the two is not an error: the list is read again, and only what it still
    /// names must have been inspected, or be told otherwise.
    /// </summary>
    private async Task<List<T>> Inspect<T>(
        Kind kind,
        string filter,
        JsonTypeInfo<T> type,
        Func<IReadOnlyList<string>, Task<IReadOnlyList<T>>> otherwise,
        CancellationToken cancellationToken)
        where T : class
    {
        var found = new List<T>();
        var refused = new Dictionary<string, EngineAnswer>(StringComparer.Ordinal);
        foreach (var id in await List(kind, filter, cancellationToken))
        {
            var answer = await api.GetAsync(kind.Inspect(id), $"{kind.Path}/{id}/json", cancellationToken);
            if (answer.IsGood)
            {
                found.Add(Parse(answer.Body, type));
            }
            else
            {
                refused[id] = answer;
            }
        }

        if (refused.Count > 0)
        {
            string[] still = [.. (await List(kind, filter, cancellationToken)).Where(refused.ContainsKey)];
            string[] damaged = [.. still.Where(id => TellsOfDamage(refused[id]))];
            var told = damaged.Length == 0 ? [] : await otherwise(damaged);
            found.AddRange(told);
            if (told.Count < still.Length)
            {
                var id = still.Except(damaged).Concat(damaged).First();
                throw DockerCommandFailure.Exited(kind.Inspect(id), 1, refused[id].Refusal);
            }
        }

        return found;
    }

    // Nothing where the engine says that nobody is called so; any other refusal is no answer.
    private static T? Found<T>(DockerCommand alike, EngineAnswer answer, JsonTypeInfo<T> type)
        where T : class =>
        answer.IsGood ? Parse(answer.Body, type)
        : answer.IsNobody ? null
        : throw DockerCommandFailure.Exited(alike, 1, answer.Refusal);

    private static string WithLabel(string label, string value) => Filter("label", $"{label}={value}");

    private static string Filter(string name, string value)
    {
        var filter = new JsonObject { [name] = new JsonObject { [value] = true } };
        return $"filters={Uri.EscapeDataString(filter.ToJsonString())}";
    }

    // Any other refusal may be of the moment, and says nothing of what was asked for.
    private static bool TellsOfDamage(EngineAnswer answer) =>
        !answer.IsGood && LogDiagnosis.Of(answer.Refusal.Split('\n', StringSplitOptions.RemoveEmptyEntries)) is { Class: FaultClass.DamagedLayer };

    private async Task<IReadOnlyList<string>> List(Kind kind, string filter, CancellationToken cancellationToken)
    {
        var body = await api.ReadAsync(new(kind.Name, "ls", "--all"), $"{kind.Path}/json?all=1&{filter}", cancellationToken);
        return [.. ParseList(body, DockerJson.Default.ListListed).Select(one => one.Id).Distinct()];
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
        where T : class =>
        ParseOrNull(json, type) ?? throw new InvalidDataException("docker's answer is null, and JSON was expected.");

    // The engine writes null for a list of nothing.
    private static List<T> ParseList<T>(string json, JsonTypeInfo<List<T>> type) => ParseOrNull(json, type) ?? [];

    private static T? ParseOrNull<T>(string json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"docker's answer is not the JSON that was expected: {json[..Math.Min(json.Length, 200)]}", exception);
        }
    }

    /// <summary>What is listed and inspected in the same way: how a command calls it, and where the API has it.</summary>
    private sealed record Kind(string Name, string Path)
    {
        public DockerCommand Inspect(string one) => new(Name, "inspect", one);

        /// <summary>Where one is by name; null for what cannot be a name, since a path takes '..' for a step up.</summary>
        public string? Named(string name)
        {
            var parts = name.Split('/');
            return parts.Any(part => part is "" or "." or "..") ? null : $"{Path}/{string.Join('/', parts.Select(Uri.EscapeDataString))}/json";
        }
    }
}
