using System.Formats.Tar;
using System.Text.Json;
using Olympian.Build.Tests.Registries;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Cleaning;

/// <summary>What an engine was given to load, read by the framework's own reader.</summary>
/// <param name="Name">The name the image gets.</param>
/// <param name="DiffIds">The diff ids that its configuration names.</param>
/// <param name="Layers">The files that its manifest names for them.</param>
/// <param name="Files">The files that are in it.</param>
/// <param name="Image">The image it becomes.</param>
internal sealed record LoadedArchive(
    string Name, IReadOnlyList<string> DiffIds, IReadOnlyList<string> Layers, IReadOnlyDictionary<string, byte[]> Files, ImageFacts Image)
{
    public static LoadedArchive Read(byte[] archive)
    {
        var files = new Dictionary<string, byte[]>();
        using var reader = new TarReader(new MemoryStream(archive));
        while (reader.GetNextEntry() is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            files[entry.Name] = content.ToArray();
        }

        var manifest = JsonDocument.Parse(files["manifest.json"]).RootElement[0];
        var name = manifest.GetProperty("RepoTags")[0].GetString()!;
        var bytes = files[manifest.GetProperty("Config").GetString()!];
        var configuration = JsonDocument.Parse(bytes).RootElement;
        string[] diffIds = [.. configuration.GetProperty("rootfs").GetProperty("diff_ids").EnumerateArray().Select(id => id.GetString()!)];
        var labels = configuration.TryGetProperty("config", out var config) && config.TryGetProperty("Labels", out var written)
            ? written.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!)
            : [];
        return new(
            name,
            diffIds,
            [.. manifest.GetProperty(nameof(Layers)).EnumerateArray().Select(layer => layer.GetString()!)],
            files,
            new(Sha.Of(bytes), [name], [], labels, DateTimeOffset.UnixEpoch, 0, diffIds, null));
    }
}
