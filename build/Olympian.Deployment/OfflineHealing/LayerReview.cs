using Olympian.Deployment.Archives;
using Olympian.Deployment.Images;
using Olympian.Deployment.Stores;

namespace Olympian.Deployment.OfflineHealing;

/// <summary>
/// Goes through the layer database: what of it is damaged, what can be written anew because it is proven, and which layers are lost.
/// </summary>
/// <remarks>
/// What an entry must say of diff and parent follows from the images: their configurations hash to the images' ids, and the entry's own name is
/// a digest of just these two. Which directory is a layer's is proven by making its archive again: only the right one has the diff id.
/// </remarks>
internal sealed class LayerReview
{
    private const string Directories = "overlay2";

    private readonly IEngineStore files;
    private readonly OverlayStore store;
    private readonly EngineFilesReading reading;
    private readonly Dictionary<string, string> directories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> lost = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> heights = new(StringComparer.Ordinal);
    private readonly List<LayerMend> mends = [];
    private readonly List<SetAside> intruders = [];
    private readonly HashSet<string> taken;

    private LayerReview(IEngineStore files, EngineFilesReading reading)
    {
        this.files = files;
        this.reading = reading;
        store = new(files);
        Entries = reading.Entries();
        ContainerLayers = reading.ContainerLayers();
        taken = [.. Entries.Values.Select(entry => entry.CacheId).OfType<string>(), .. ContainerLayers.SelectMany(layer => layer.Directories)];
    }

    /// <summary>Every entry, as it stands there.</summary>
    public IReadOnlyDictionary<string, DatabaseEntry> Entries { get; }

    /// <summary>The writable layers of containers.</summary>
    public IReadOnlyList<ContainerLayer> ContainerLayers { get; }

    /// <summary>What is proven, and can be written anew.</summary>
    public IReadOnlyList<LayerMend> Mends => mends;

    /// <summary>Files in entries that must not be there.</summary>
    public IReadOnlyList<SetAside> Intruders => intruders;

    /// <summary>The lost layers by chain id, those that lie upon others first, each with the reason.</summary>
    public IReadOnlyList<(string Chain, string Reason)> Lost =>
        [.. lost.OrderByDescending(one => heights.GetValueOrDefault(one.Key)).ThenBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value))];

    /// <param name="files">The engine's files.</param>
    /// <param name="reading">The same.</param>
    /// <param name="images">Every image whose configuration is sound.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public static LayerReview Of(
        IEngineStore files, EngineFilesReading reading, IReadOnlyList<ImageFacts> images, CancellationToken cancellationToken)
    {
        var review = new LayerReview(files, reading);
        foreach (var image in images)
        {
            var chains = LayerChain.IdsOf(image.Layers);
            for (var i = 0; i < chains.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (review.heights.TryAdd(chains[i], i))
                {
                    review.Examine(chains[i], image.Layers[i], i == 0 ? null : chains[i - 1], cancellationToken);
                }
            }
        }

        review.ExamineTheRest();
        return review;
    }

    /// <summary>The directories below <c>overlay2/</c> of lost layers, as far as something says which they are, and nothing else has them.</summary>
    public IEnumerable<string> DirectoriesOf(string chain)
    {
        var kept = Entries.Keys.Where(other => !lost.ContainsKey(other)).Select(other => directories.GetValueOrDefault(other) ?? Entries[other].CacheId)
            .Concat(ContainerLayers.SelectMany(layer => layer.Directories))
            .ToHashSet(StringComparer.Ordinal);
        string?[] said =
        [
            Entries.GetValueOrDefault(chain)?.CacheId,
            // The layers upon it name it by its short link.
            .. Entries.Values.Where(entry => entry.Parent == chain && entry.CacheId is not null).Select(entry => DirectoryBelow(entry.CacheId!)),
        ];
        return said.OfType<string>().Distinct(StringComparer.Ordinal).Where(name => !kept.Contains(name) && files.Names($"{Directories}/{name}") is not null);
    }

    private void Examine(string chain, string diffId, string? parent, CancellationToken cancellationToken)
    {
        if (parent is not null && lost.ContainsKey(parent))
        {
            lost[chain] = "it lies upon a lost layer";
            return;
        }

        if (!Entries.TryGetValue(chain, out var entry))
        {
            lost[chain] = "the layer database has no entry of it";
            return;
        }

        if (entry.Size is null)
        {
            lost[chain] = "its entry in the layer database does not say its size";
            return;
        }

        var directory = entry.CacheId ?? DirectoryOf(chain, diffId, parent, cancellationToken);
        if (directory is null)
        {
            lost[chain] = "its entry in the layer database does not say which directory is its, and no directory has its bytes";
            return;
        }

        directories[chain] = directory;
        var path = $"{EngineFilesReading.Layers}/{chain["sha256:".Length..]}";
        if (entry.CacheId is null)
        {
            taken.Add(directory);
            Mend("cache-id", directory, "that directory's archive, made again, has the layer's digest", isUnknown: true);
        }

        if (entry.DiffId != diffId)
        {
            Mend("diff", diffId, "the entry's own name is a digest of it", isUnknown: !entry.IsLoadable);
        }

        if (parent is null && entry.Parent is not null)
        {
            intruders.Add(new($"{path}/parent", "this layer lies upon no other"));
        }
        else if (parent is not null && entry.Parent != parent)
        {
            Mend("parent", parent, "the entry's own name is a digest of it", isUnknown: entry.Parent is not null && !Entries.ContainsKey(entry.Parent));
        }

        void Mend(string name, string content, string proof, bool isUnknown) =>
            mends.Add(new(chain, $"{path}/{name}", content, Shown(reading.Text($"{path}/{name}")), proof, isUnknown));
    }

    // Of layers that no image needs nothing can be proven. Those that no engine takes in, and those upon lost ones, are of no use to anybody.
    private void ExamineTheRest()
    {
        var rest = Entries.Values.Where(entry => !heights.ContainsKey(entry.Chain)).ToList();
        for (var grew = true; grew;)
        {
            grew = false;
            foreach (var entry in rest.Where(entry => !lost.ContainsKey(entry.Chain)))
            {
                var reason = !entry.IsLoadable ? "what is left of its entry no engine takes in"
                    : entry.Parent is null ? null
                    : lost.ContainsKey(entry.Parent) ? "it lies upon a lost layer"
                    : !Entries.ContainsKey(entry.Parent) ? "what it lies upon is not there"
                    : null;
                if (reason is not null)
                {
                    lost[entry.Chain] = reason;
                    grew = true;
                }
            }
        }

        // Heights, so that what lies upon others goes first.
        foreach (var entry in rest)
        {
            var height = 0;
            for (var below = entry.Parent; below is not null && height <= Entries.Count; below = Entries.GetValueOrDefault(below)?.Parent)
            {
                height++;
            }

            heights[entry.Chain] = height;
        }
    }

    private string? DirectoryOf(string chain, string diffId, string? parent, CancellationToken cancellationToken)
    {
        var lower = parent is null ? null : LowerUpon(directories[parent]);
        foreach (var name in files.Names(Directories) ?? [])
        {
            if (name == "l" || taken.Contains(name) || reading.Text($"{Directories}/{name}/link") is null || reading.Text($"{Directories}/{name}/lower") != lower)
            {
                continue;
            }

            var read = store.Read(chain, diffId, name, _ => { }, cancellationToken);
            if (read is { Faults.Count: 0, Bytes: > 0, Note: null })
            {
                return name;
            }
        }

        return null;
    }

    private string LowerUpon(string directory)
    {
        var below = reading.Text($"{Directories}/{directory}/lower");
        return $"l/{reading.Text($"{Directories}/{directory}/link")}{(below is null ? "" : $":{below}")}";
    }

    private string? DirectoryBelow(string directory)
    {
        var name = reading.Text($"{Directories}/{directory}/lower")?.Split(':')[0];
        return name is not null && name.StartsWith("l/", StringComparison.Ordinal) && EngineFilesReading.IsName(name[2..])
            && files.LinkTarget($"{Directories}/{name}")?.Split('/') is ["..", { } target, "diff"] && EngineFilesReading.IsName(target)
            ? target
            : null;
    }

    private static string Shown(string? text) => text is null ? "no such file" : text.Length == 0 ? "an empty file" : $"'{(text.Length > 80 ? text[..80] : text)}'";
}
