namespace Olympian.Docker.Tests.Faults;

/// <summary>Where an engine with the overlay2 graph driver keeps one layer: its files, and what it knows of them.</summary>
/// <param name="root">The engine's data root.</param>
/// <param name="chainId">The layer with all below it, <c>sha256:…</c>.</param>
/// <param name="diffId">The layer alone, <c>sha256:…</c>: the digest of its archive.</param>
internal sealed class StoredLayer(string root, string chainId, string diffId)
{
    /// <summary>The layer with all below it.</summary>
    public string ChainId => chainId;

    /// <summary>The layer alone.</summary>
    public string DiffId => diffId;

    /// <summary>
    /// The layer's entry in the layer database: <c>cache-id</c>, <c>diff</c>, <c>parent</c>, <c>size</c> and the archive's recipe.
    /// </summary>
    public string DatabaseEntry { get; } = EntryOf(root, chainId);

    /// <summary>From which, with the layer's files, the engine makes the layer's archive again, byte for byte.</summary>
    public string TarSplit => Path.Combine(DatabaseEntry, "tar-split.json.gz");

    /// <summary>The name of the layer's directory, as the layer database has it.</summary>
    public string CacheId { get; } = File.ReadAllText(Path.Combine(EntryOf(root, chainId), "cache-id"));

    /// <summary>The layer's directory.</summary>
    public string Directory => Path.Combine(root, "overlay2", CacheId);

    /// <summary>The layer's files.</summary>
    public string Diff => Path.Combine(Directory, "diff");

    /// <summary>Names the layers below by their short links; the lowest layer has none.</summary>
    public string Lower => Path.Combine(Directory, "lower");

    /// <summary>Names the layer's short link.</summary>
    public string Link => Path.Combine(Directory, "link");

    /// <summary>By which mounts name the layer: <c>overlay2/l/…</c>, a link to its files.</summary>
    public string ShortLink => Path.Combine(root, "overlay2", "l", File.ReadAllText(Link));

    /// <summary>A file of the layer.</summary>
    public string FileOf(string path) => Path.Combine(Diff, path);

    private static string EntryOf(string root, string chainId) =>
        Path.Combine(root, "image", "overlay2", "layerdb", "sha256", chainId["sha256:".Length..]);
}
