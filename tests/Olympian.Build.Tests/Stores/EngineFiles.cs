using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Olympian.Build.Tests.Archives;
using Olympian.Build.Tests.Integrity;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Tests.Stores;

/// <summary>An engine's data root in memory, laid out as overlay2 lays it out. A test alters its files.</summary>
internal sealed class EngineFiles : IEngineStore
{
    private const string LayerDatabase = "image/overlay2/layerdb/sha256";

    private int directories;

    public string Root => "/data";

    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Links { get; } = new(StringComparer.Ordinal);

    public HashSet<string> EmptyDirectories { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, LayerOnDisk> Layers { get; } = new(StringComparer.Ordinal);

    /// <summary>Each layer that was opened to be read, as often as it was.</summary>
    public List<string> Opened { get; } = [];

    /// <summary>Adds an image of these layers, each a file's path and text; returns its id.</summary>
    public string Add(params (string Path, string Content)[] layers) => Add(new Dictionary<string, string>(), layers);

    /// <summary>As the other, of an image with labels.</summary>
    public string Add(IReadOnlyDictionary<string, string> labels, params (string Path, string Content)[] layers)
    {
        var diffIds = layers.Select(AddLayer).ToArray();
        var chains = LayerChain.IdsOf(diffIds);
        for (var i = 0; i < chains.Count; i++)
        {
            AddEntry(chains[i], diffIds[i], i == 0 ? null : chains[i - 1]);
        }

        var configuration = JsonSerializer.SerializeToUtf8Bytes(new
        {
            config = new { Labels = labels },
            rootfs = new { type = "layers", diff_ids = diffIds },
            history = layers.Select(layer => new { created_by = $"COPY {layer.Path}" }),
        });
        var id = Digest(configuration);
        Files[$"image/overlay2/imagedb/content/sha256/{id[7..]}"] = configuration;
        return id;
    }

    /// <summary>Adds an image that another double saves; its layers lie here as they were built.</summary>
    public void Add(StoredImage image)
    {
        foreach (var archive in image.Layers)
        {
            var layer = new LayerOnDisk(archive);
            Layers[$"new {layer.DiffId}"] = layer;
        }

        var chains = LayerChain.IdsOf(image.DiffIds);
        for (var i = 0; i < chains.Count; i++)
        {
            AddEntry(chains[i], image.DiffIds[i], i == 0 ? null : chains[i - 1]);
        }

        Files[$"image/overlay2/imagedb/content/sha256/{image.Id[7..]}"] = image.Configuration;
    }

    /// <summary>The directory of a layer's entry in the layer database.</summary>
    public static string EntryOf(string chainId) => $"{LayerDatabase}/{chainId[7..]}";

    /// <summary>The chain ids of an image's layers.</summary>
    public IReadOnlyList<string> ChainsOf(string imageId) =>
        LayerChain.IdsOf(ImageConfiguration.Parse(Files[$"image/overlay2/imagedb/content/sha256/{imageId[7..]}"]).DiffIds);

    /// <summary>A layer's name below <c>overlay2/</c>.</summary>
    public string CacheIdOf(string chainId) => Encoding.UTF8.GetString(Files[$"{EntryOf(chainId)}/cache-id"]);

    /// <summary>A layer's files.</summary>
    public LayerOnDisk LayerOf(string chainId) => Layers[$"overlay2/{CacheIdOf(chainId)}/diff"];

    public byte[]? Read(string path) => Files.GetValueOrDefault(path);

    public Stream? Open(string path) => Files.TryGetValue(path, out var bytes) ? new MemoryStream(bytes) : null;

    public string? LinkTarget(string path) => Links.GetValueOrDefault(path);

    public IReadOnlyList<string>? Names(string path)
    {
        if (Layers.ContainsKey(path) || EmptyDirectories.Contains(path))
        {
            return [];
        }

        string[] names = [.. Files.Keys.Where(file => file.StartsWith($"{path}/", StringComparison.Ordinal)).Select(file => file[(path.Length + 1)..].Split('/')[0]).Distinct()];
        return names.Length > 0 ? names : null;
    }

    public ILayerDirectory? Layer(string path)
    {
        Opened.Add(path);
        return Layers.GetValueOrDefault(path);
    }

    private string AddLayer((string Path, string Content) file)
    {
        using var archive = new Archive(TarEntryFormat.Ustar);
        var layer = new LayerOnDisk(archive.File(file.Path, file.Content).ToBytes());
        Layers[$"new {layer.DiffId}"] = layer;
        return layer.DiffId;
    }

    private void AddEntry(string chainId, string diffId, string? parent)
    {
        var entry = EntryOf(chainId);
        if (Files.ContainsKey($"{entry}/diff"))
        {
            return;
        }

        var layer = Layers[$"new {diffId}"];
        var (cacheId, link) = ($"cache{++directories}", $"SHORT{directories}");
        Files[$"{entry}/diff"] = Encoding.UTF8.GetBytes(diffId);
        Files[$"{entry}/cache-id"] = Encoding.UTF8.GetBytes(cacheId);
        Files[$"{entry}/size"] = "100"u8.ToArray();
        Files[$"{entry}/tar-split.json.gz"] = Compressed(layer);
        Files[$"overlay2/{cacheId}/link"] = Encoding.UTF8.GetBytes(link);
        Links[$"overlay2/l/{link}"] = $"../{cacheId}/diff";
        Layers[$"overlay2/{cacheId}/diff"] = layer;
        if (parent is not null)
        {
            var below = CacheIdOf(parent);
            var lower = $"l/{Encoding.UTF8.GetString(Files[$"overlay2/{below}/link"])}";
            lower += Files.TryGetValue($"overlay2/{below}/lower", out var rest) ? $":{Encoding.UTF8.GetString(rest)}" : "";
            Files[$"{entry}/parent"] = Encoding.UTF8.GetBytes(parent);
            Files[$"overlay2/{cacheId}/lower"] = Encoding.UTF8.GetBytes(lower);
        }
    }

    private static byte[] Compressed(LayerOnDisk layer)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(string.Concat(layer.RecordLines.Select(line => $"{line}\n"))));
        }

        return output.ToArray();
    }

    private static string Digest(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
}
