using System.Text;
using System.Text.Json;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Stores;

namespace Olympian.Deployment.OfflineHealing;

/// <summary>What an engine would say of its images and containers, read from its files, because it does not run or does not know them any more.</summary>
/// <param name="files">The engine's files.</param>
internal sealed class EngineFilesReading(IEngineStore files)
{
    /// <summary>Where the layer database is.</summary>
    public const string Layers = "image/overlay2/layerdb/sha256";

    /// <summary>Where it has the writable layers of containers.</summary>
    public const string Mounts = "image/overlay2/layerdb/mounts";

    /// <summary>What pulls and builds that were killed leave.</summary>
    public const string HalfWritten = "image/overlay2/layerdb/tmp";

    /// <summary>Image configurations, by digest.</summary>
    public const string Images = "image/overlay2/imagedb/content/sha256";

    /// <summary>What the engine notes of images beside their configuration.</summary>
    public const string ImageNotes = "image/overlay2/imagedb/metadata/sha256";

    /// <summary>The engine's list of containers.</summary>
    public const string Containers = "containers";

    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    /// <summary>Every image and every container. Nothing runs.</summary>
    /// <exception cref="ExpectedFailure">The list of names is damaged.</exception>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public EngineSnapshot Snapshot()
    {
        var names = Names().ToLookup(name => name.ImageId, name => name.Name, StringComparer.Ordinal);
        return new([.. ReadImages(names)], [.. ReadContainers()], []);
    }

    /// <summary>Every entry of the layer database, by chain id.</summary>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public IReadOnlyDictionary<string, DatabaseEntry> Entries() =>
        (files.Names(Layers) ?? []).Select(name => Entry($"sha256:{name}")).ToDictionary(entry => entry.Chain, StringComparer.Ordinal);

    /// <summary>The writable layer of every container that the layer database knows.</summary>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public IReadOnlyList<ContainerLayer> ContainerLayers() =>
    [
        .. (files.Names(Mounts) ?? []).Select(id => new ContainerLayer(
            id,
            Text($"{Mounts}/{id}/parent"),
            [.. new[] { Text($"{Mounts}/{id}/mount-id"), Text($"{Mounts}/{id}/init-id") }.OfType<string>().Where(IsName)])),
    ];

    /// <summary>The list of names without those of some images; null where it names none of them.</summary>
    /// <param name="without">Image ids.</param>
    public ReadOnlyMemory<byte>? ReferencesWithout(IReadOnlySet<string> without)
    {
        var kept = Names().Where(name => !without.Contains(name.ImageId)).ToArray();
        if (kept.Length == Names().Count())
        {
            return null;
        }

        var repositories = kept
            .GroupBy(name => name.Repository, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToDictionary(name => name.Name, name => name.ImageId, StringComparer.Ordinal));
        return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["Repositories"] = repositories });
    }

    /// <summary>A small file's text; null when there is none.</summary>
    public string? Text(string path) => files.Read(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Whether a text can be the name of a directory: read from a damaged file it may be anything.</summary>
    public static bool IsName(string text) =>
        text.Length > 0 && text is not "l" && text.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');

    private DatabaseEntry Entry(string chain)
    {
        var entry = $"{Layers}/{chain["sha256:".Length..]}";
        return new(
            chain,
            Text($"{entry}/diff"),
            Text($"{entry}/parent"),
            Text($"{entry}/cache-id") is { } cacheId && IsName(cacheId) ? cacheId : null,
            long.TryParse(Text($"{entry}/size"), out var size) ? size : null);
    }

    private IEnumerable<(string Repository, string Name, string ImageId)> Names()
    {
        if (files.Read(OfflinePlan.ReferencesPath) is not { } bytes)
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            return
            [
                .. document.RootElement.GetProperty("Repositories").EnumerateObject().SelectMany(repository =>
                    repository.Value.EnumerateObject().Select(name => (repository.Name, name.Name, name.Value.GetString() ?? ""))),
            ];
        }
        catch (Exception damaged) when (damaged is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ExpectedFailure(
                $"The engine's list of image names is damaged: {files.Root}/{OfflinePlan.ReferencesPath}.",
                $"Expected JSON, found: {damaged.Message} No engine starts with that, and nobody can tell any more whose image is whose.",
                $"With the engine stopped: mv {files.Root}/{OfflinePlan.ReferencesPath} {files.Root}/{OfflinePlan.ReferencesPath}.damaged; "
                + "then start it: images are there by their ids, and get their names back by ./build.sh --target=QuickDockerMulti and by docker pull",
                damaged);
        }
    }

    private IEnumerable<ImageFacts> ReadImages(ILookup<string, string> names)
    {
        var store = new OverlayStore(files);
        foreach (var name in files.Names(Images) ?? [])
        {
            var id = $"sha256:{name}";
            if (store.Configuration(id).Configuration is not { } configuration)
            {
                // The engine does not know it either, and gets it anew by itself.
                continue;
            }

            yield return new(
                id,
                [.. names[id].Where(reference => !reference.Contains('@', StringComparison.Ordinal))],
                [.. names[id].Where(reference => reference.Contains('@', StringComparison.Ordinal))],
                LabelsIn(files.Read($"{Images}/{name}"), "config"),
                configuration.Created ?? DateTimeOffset.UnixEpoch,
                0,
                configuration.DiffIds,
                null);
        }
    }

    private IEnumerable<ContainerFacts> ReadContainers()
    {
        foreach (var id in files.Names(Containers) ?? [])
        {
            if (files.Read($"{Containers}/{id}/config.v2.json") is not { } bytes)
            {
                continue;
            }

            var (name, image) = ContainerIn(bytes);
            yield return new(
                id, name ?? id, image ?? "", "", ContainerState.Exited, ContainerHealth.None, LabelsIn(bytes, "Config"),
                DateTimeOffset.UnixEpoch, null, null, 0, "", 0, []);
        }
    }

    private static (string? Name, string? ImageId) ContainerIn(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var container = document.RootElement;
            return (container.GetProperty("Name").GetString()?.TrimStart('/'), container.GetProperty("Image").GetString());
        }
        catch (Exception damaged) when (damaged is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // The engine does not know such a container either; it belongs to nobody, and so it is left alone.
            return (null, null);
        }
    }

    private static IReadOnlyDictionary<string, string> LabelsIn(byte[]? json, string section)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? []);
            return document.RootElement.TryGetProperty(section, out var config) && config.ValueKind == JsonValueKind.Object
                && config.TryGetProperty("Labels", out var labels) && labels.ValueKind == JsonValueKind.Object
                ? labels.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.ToString(), StringComparer.Ordinal)
                : NoLabels;
        }
        catch (JsonException)
        {
            return NoLabels;
        }
    }
}
