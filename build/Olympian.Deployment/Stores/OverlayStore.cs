using System.Text;
using System.Text.Json;
using Olympian.Deployment.Archives;

namespace Olympian.Deployment.Stores;

/// <summary>
/// The overlay2 store of an engine, read on its own disk: image configurations, the layer database, and the directories it points at.
/// </summary>
/// <remarks>
/// <code>
/// image/overlay2/imagedb/content/sha256/IMAGE            the configuration, by its digest
/// image/overlay2/layerdb/sha256/CHAIN/diff               the diff id
///                                    /parent             the chain id below; none for the lowest layer
///                                    /cache-id           the directory below overlay2/
///                                    /size               bytes of its files
///                                    /tar-split.json.gz  the record of its archive
/// overlay2/CACHE/diff                                    the files
///               /link                                    its short name
///               /lower                                   the short names of the layers below, the next one first
/// overlay2/l/SHORT                                       a link to ../CACHE/diff
/// </code>
/// </remarks>
public sealed class OverlayStore(IEngineStore files)
{
    private const string Images = "image/overlay2/imagedb/content/sha256";
    private const string Layers = "image/overlay2/layerdb/sha256";
    private const string Directories = "overlay2";

    // The layers below a layer are told by their short names alone, so those are read once for many layers above.
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string?> links = new(StringComparer.Ordinal);

    /// <summary>Reads an image's configuration.</summary>
    /// <param name="imageId">The image id, <c>sha256:…</c>.</param>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public ConfigurationReading Configuration(string imageId)
    {
        var path = $"{Images}/{Hex(imageId)}";
        if (files.Read(path) is not { } bytes)
        {
            return new(null, new(FaultKind.Configuration, null, $"the configuration {imageId} in {files.Root}/{path}", "no such file"));
        }

        var digest = ContentDigest.Of(bytes).ToString();
        if (digest != imageId)
        {
            return new(null, new(FaultKind.Configuration, null, $"digest {imageId} of {files.Root}/{path}", digest));
        }

        try
        {
            return new(ImageConfiguration.Parse(bytes), null);
        }
        catch (JsonException notOne)
        {
            return new(null, new(FaultKind.Configuration, null, $"an image configuration in {files.Root}/{path}", notOne.Message));
        }
    }

    /// <summary>Checks the layer database's entry of a layer, and what ties its directory to those below.</summary>
    /// <param name="chainId">The layer's chain id.</param>
    /// <param name="diffId">Its diff id, as the image's configuration says.</param>
    /// <param name="parentChainId">The chain id of the layer below; null for the lowest.</param>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public LayerRecord Record(string chainId, string diffId, string? parentChainId)
    {
        var entry = $"{Layers}/{Hex(chainId)}";
        var faults = new List<LayerFault>();
        if (files.Names(entry) is not { } names)
        {
            faults.Add(new(FaultKind.Database, null, $"the layer database's entry {files.Root}/{entry}", "no such directory"));
            return new(null, faults);
        }

        if (names.Count == 0)
        {
            faults.Add(new(FaultKind.Database, null, $"the layer database's entry {files.Root}/{entry}", "an empty directory"));
            return new(null, faults);
        }

        Compare("diff", diffId);
        Compare("parent", parentChainId);
        if (!long.TryParse(Text($"{entry}/size"), out _))
        {
            faults.Add(new(FaultKind.Database, null, $"a number of bytes in {files.Root}/{entry}/size", Shown(Text($"{entry}/size"))));
        }

        var cacheId = Text($"{entry}/cache-id");
        if (string.IsNullOrEmpty(cacheId) || cacheId.Contains('/', StringComparison.Ordinal))
        {
            faults.Add(new(FaultKind.Database, null, $"the name of a directory in {files.Root}/{entry}/cache-id", Shown(cacheId)));
            return new(null, faults);
        }

        if (files.Names($"{Directories}/{cacheId}/diff") is null)
        {
            faults.Add(new(FaultKind.Directory, null, $"the layer's directory {files.Root}/{Directories}/{cacheId}/diff", "no such directory"));
        }

        faults.AddRange(LinkFaults(cacheId, parentChainId));
        return new(cacheId, faults);

        void Compare(string name, string? expected)
        {
            var actual = Text($"{entry}/{name}");
            if (actual != expected)
            {
                faults.Add(new(FaultKind.Database, null, $"{expected ?? "no file"} in {files.Root}/{entry}/{name}", Shown(actual)));
            }
        }
    }

    /// <summary>Reads a layer whole: <see cref="StoredLayer.Read"/>.</summary>
    /// <param name="chainId">The layer's chain id.</param>
    /// <param name="diffId">Its diff id.</param>
    /// <param name="cacheId">Its directory, as <see cref="Record"/> found it.</param>
    /// <param name="onBytes">Told how many bytes were read since it was last told.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public LayerReading Read(string chainId, string diffId, string cacheId, Action<long> onBytes, CancellationToken cancellationToken)
    {
        var record = $"{Layers}/{Hex(chainId)}/tar-split.json.gz";
        using var directory = files.Layer($"{Directories}/{cacheId}/diff");
        if (directory is null)
        {
            var missing = new LayerFault(FaultKind.Directory, null, $"the layer's directory {files.Root}/{Directories}/{cacheId}/diff", "no such directory");
            return new(0, [missing], 0, null);
        }

        // Asked first: it may vanish only by somebody's hand, and then Open fails below as loudly.
        using (var found = files.Open(record))
        {
            if (found is null)
            {
                var missing = new LayerFault(FaultKind.ArchiveRecord, null, $"the record of the layer's archive, {files.Root}/{record}", "no such file");
                return new(0, [missing], 0, null);
            }
        }

        return StoredLayer.Read(
            diffId,
            () => files.Open(record) ?? throw new DamagedArchive($"{record} vanished while it was read"),
            directory,
            onBytes,
            cancellationToken);
    }

    /// <summary>The bytes of a layer's files, as the layer database says; 0 when it does not. For showing progress, and never proof.</summary>
    public long SizeOf(string chainId) => long.TryParse(Text($"{Layers}/{Hex(chainId)}/size"), out var size) ? size : 0;

    /// <summary>Every layer in the layer database, by chain id: its diff id, and the chain id below it. Entries that say neither are left out.</summary>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public IReadOnlyDictionary<string, (string DiffId, string? Parent)> Entries()
    {
        var entries = new Dictionary<string, (string, string?)>(StringComparer.Ordinal);
        foreach (var chain in files.Names(Layers) ?? [])
        {
            if (Text($"{Layers}/{chain}/diff") is { Length: > 0 } diffId)
            {
                entries[$"sha256:{chain}"] = (diffId, Text($"{Layers}/{chain}/parent"));
            }
        }

        return entries;
    }

    /// <summary>Every directory that a layer's entry names, with the layer's chain id: the rest of <c>overlay2/</c> is build cache and containers.</summary>
    public IReadOnlyDictionary<string, string> ChainsByDirectory()
    {
        var chains = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var chain in files.Names(Layers) ?? [])
        {
            if (Text($"{Layers}/{chain}/cache-id") is { Length: > 0 } cacheId)
            {
                chains[cacheId] = $"sha256:{chain}";
            }
        }

        return chains;
    }

    private IEnumerable<LayerFault> LinkFaults(string cacheId, string? parentChainId)
    {
        var directory = $"{Directories}/{cacheId}";
        if (ShortName(cacheId) is not { } name)
        {
            yield return new(FaultKind.Link, null, $"a short name in {files.Root}/{directory}/link", Shown(Text($"{directory}/link")));
        }
        else if (files.LinkTarget($"{Directories}/l/{name}") is var target && target != $"../{cacheId}/diff")
        {
            yield return new(FaultKind.Link, null, $"a link {files.Root}/{Directories}/l/{name} to ../{cacheId}/diff", Shown(target));
        }

        var expected = parentChainId is null ? null : LowerOf(parentChainId);
        var lower = Text($"{directory}/lower");
        if (lower != expected)
        {
            yield return new(FaultKind.Link, null, $"'{expected ?? "no file"}' in {files.Root}/{directory}/lower", Shown(lower));
        }
    }

    // What a layer upon this chain must have in its "lower": this one's short name, then what this one has.
    private string? LowerOf(string chainId) => links.GetOrAdd(chainId, chain =>
    {
        var entry = $"{Layers}/{Hex(chain)}";
        if (Text($"{entry}/cache-id") is not { Length: > 0 } cacheId)
        {
            return null;
        }

        var parent = Text($"{entry}/parent");
        var below = parent is null ? null : LowerOf(parent);
        return below is null ? $"l/{ShortName(cacheId)}" : $"l/{ShortName(cacheId)}:{below}";
    });

    private string? ShortName(string cacheId) => Text($"{Directories}/{cacheId}/link") is { Length: > 0 } name ? name : null;

    private string? Text(string path) => files.Read(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private static string Shown(string? text) => text switch
    {
        null => "no such file",
        "" => "an empty file",
        _ => $"'{EntryPath.Printable(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text.Length > 200 ? text[..200] : text)))}'",
    };

    private static string Hex(string digest) => digest.Replace("sha256:", "", StringComparison.Ordinal);
}
