using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Olympian.Docker.Tests.Faults;

/// <summary>The files of an engine with the overlay2 graph driver, as they lie in its data root.</summary>
/// <param name="root">The data root.</param>
internal sealed class EngineStore(string root)
{
    /// <summary>Which name leads to which image.</summary>
    public string References => Path.Combine(root, "image", "overlay2", "repositories.json");

    /// <summary>The builder's own databases.</summary>
    public string BuildDirectory => Path.Combine(root, "buildkit");

    private string LayerDatabase => Path.Combine(root, "image", "overlay2", "layerdb");

    /// <summary>An image's configuration: its digest is the image's id.</summary>
    /// <param name="imageId"><c>sha256:…</c>.</param>
    public string Configuration(string imageId) =>
        Path.Combine(root, "image", "overlay2", "imagedb", "content", "sha256", imageId["sha256:".Length..]);

    /// <summary>An image's layers, the lowest first.</summary>
    /// <param name="imageId"><c>sha256:…</c>.</param>
    public IReadOnlyList<StoredLayer> LayersOf(string imageId)
    {
        using var configuration = JsonDocument.Parse(File.ReadAllBytes(Configuration(imageId)));
        var layers = new List<StoredLayer>();
        string? below = null;
        foreach (var id in configuration.RootElement.GetProperty("rootfs").GetProperty("diff_ids").EnumerateArray())
        {
            var diffId = id.GetString()!;
            below = below is null ? diffId : DigestOf($"{below} {diffId}");
            layers.Add(new(root, below, diffId));
        }

        return layers;
    }

    /// <summary>
    /// The layer directories that belong to no image and no container: the builder's own, steps of stages that are in no image, and
    /// the contents of cache mounts.
    /// </summary>
    public IReadOnlyList<string> DirectoriesOfTheBuilder()
    {
        var taken = new HashSet<string>(StringComparer.Ordinal) { "l" };
        foreach (var file in Directory.EnumerateFiles(LayerDatabase, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) is "cache-id" or "mount-id" or "init-id"))
        {
            taken.Add(File.ReadAllText(file));
        }

        return
        [
            .. Directory.EnumerateDirectories(Path.Combine(root, "overlay2"))
                .Where(directory => !taken.Contains(Path.GetFileName(directory)))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>A file in a layer directory of the builder's: exactly one must have it.</summary>
    /// <param name="path">Its path, with a leading part that is in no other.</param>
    public string FileOfTheBuilder(string path) => DirectoriesOfTheBuilder()
        .Select(directory => Path.Combine(directory, "diff", path))
        .Single(File.Exists);

    private static string DigestOf(string text) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)))}";
}
