using System.Formats.Tar;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Olympian.Deployment.Images;

namespace Olympian.Build.Adapters.Docker;

/// <summary>
/// Images of no layer at all: labels that the engine keeps. Loaded, so that they need no registry and no builder; the same name, labels and
/// time make the very same image, whoever loads it.
/// </summary>
public sealed class EmptyImages(IDockerEngine engine)
{
    /// <summary>Loads one.</summary>
    /// <param name="name">Its name, with a tag.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="created">The time it carries.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    public async Task LoadAsync(string name, IReadOnlyDictionary<string, string> labels, DateTimeOffset created, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(labels);

        var platform = (await engine.InfoAsync(cancellationToken)).Platform.Split('/', 2);
        var configuration = new JsonObject
        {
            ["architecture"] = platform[^1],
            ["os"] = platform[0],
            ["created"] = created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["config"] = new JsonObject { ["Labels"] = new JsonObject(labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))) },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray() },
            ["history"] = new JsonArray(),
        };
        var manifest = new JsonArray(new JsonObject { ["Config"] = "config.json", ["RepoTags"] = new JsonArray(name), ["Layers"] = new JsonArray() });

        using var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (file, content) in new[] { ("manifest.json", manifest.ToJsonString()), ("config.json", configuration.ToJsonString()) })
            {
                using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(content));
                await writer.WriteEntryAsync(
                    new UstarTarEntry(TarEntryType.RegularFile, file) { ModificationTime = DateTimeOffset.UnixEpoch, DataStream = bytes }, cancellationToken);
            }
        }

        await engine.LoadAsync(async (input, token) => await input.WriteAsync(archive.ToArray(), token), cancellationToken);
    }
}
