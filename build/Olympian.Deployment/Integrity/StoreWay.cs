using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Stores;

namespace Olympian.Deployment.Integrity;

/// <summary>Looks into images where the engine keeps them. Layers are read side by side, each once however many images share it.</summary>
/// <param name="files">The engine's files.</param>
/// <param name="known">Chain ids of layers that were found sound earlier in this run; they are not read again, and sound ones are added.</param>
/// <param name="time">The clock.</param>
internal sealed class StoreWay(IEngineStore files, ConcurrentDictionary<string, bool> known, TimeProvider time)
{
    private readonly OverlayStore store = new(files);

    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public IntegrityReport Run(IReadOnlyList<ImageToVerify> images, IVerificationJournal journal, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var opened = images.Select(image => new Opened(image, store.Configuration(image.ImageId))).ToArray();
        var all = opened.SelectMany(image => image.Layers).DistinctBy(layer => layer.ChainId).ToArray();
        var layers = all.Where(layer => !known.ContainsKey(layer.ChainId)).ToArray();

        var faults = new ConcurrentDictionary<string, IReadOnlyList<LayerFault>>(StringComparer.Ordinal);
        var notes = new ConcurrentBag<string>();
        var sizes = layers.ToDictionary(layer => layer.ChainId, layer => store.SizeOf(layer.ChainId), StringComparer.Ordinal);
        long done = 0, bytes = 0, total = sizes.Values.Sum();

        // The longest first, so that none is left over at the end.
        ReadAll(
            Partitioner.Create(layers.OrderByDescending(layer => sizes[layer.ChainId]), EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { CancellationToken = cancellationToken },
            layer =>
            {
                var record = store.Record(layer.ChainId, layer.DiffId, layer.Parent);
                if (record.CacheId is null)
                {
                    faults[layer.ChainId] = record.Faults;
                    return;
                }

                var reading = store.Read(
                    layer.ChainId,
                    layer.DiffId,
                    record.CacheId,
                    count => journal.Progress(Way.Store, Interlocked.Add(ref done, count), total),
                    cancellationToken);
                Interlocked.Add(ref bytes, reading.Bytes);
                faults[layer.ChainId] = [.. record.Faults, .. reading.AllFaults];
                if (reading.Note is not null)
                {
                    notes.Add($"layer {layer.DiffId}: {reading.Note}");
                }

                if (faults[layer.ChainId].Count == 0)
                {
                    known[layer.ChainId] = true;
                }
            });

        if (layers.Length < all.Length)
        {
            notes.Add($"{all.Length - layers.Length} layers were read earlier in this run");
        }

        var findings = all.ToDictionary(
            layer => layer.ChainId,
            layer => FindingsOf(
                layer,
                [.. opened.Where(image => image.Layers.Any(other => other.ChainId == layer.ChainId))],
                faults.GetValueOrDefault(layer.ChainId, [])),
            StringComparer.Ordinal);
        return new(
            [.. opened.Select(image => image.Verified(findings))],
            [new(Way.Store, layers.Length, bytes, time.GetElapsedTime(began), [.. notes.Order(StringComparer.Ordinal)])],
            []);
    }

    // What several threads ran into at once comes as one bundle; a disk that fails must not be hidden in it.
    private static void ReadAll(Partitioner<Layer> layers, ParallelOptions options, Action<Layer> read)
    {
        try
        {
            Parallel.ForEach(layers, options, read);
        }
        catch (AggregateException several) when (several.Flatten().InnerExceptions.OfType<StorageFailure>().FirstOrDefault() is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static IntegrityFinding[] FindingsOf(Layer layer, Opened[] sharing, IReadOnlyList<LayerFault> faults)
    {
        string[] titles = [.. sharing.Select(image => image.Image.Title).Distinct(StringComparer.Ordinal)];
        string[] ids = [.. sharing.Select(image => image.Image.ImageId).Distinct(StringComparer.Ordinal)];
        return [.. faults.Select(fault => new IntegrityFinding(Way.Store, titles, ids, layer.Place, [], fault))];
    }

    private sealed record Layer(string ChainId, string DiffId, string? Parent, LayerPlace Place);

    private sealed record Opened(ImageToVerify Image, ConfigurationReading Reading)
    {
        public IReadOnlyList<Layer> Layers { get; } = Reading.Configuration is { } configuration ? [.. Of(configuration)] : [];

        public VerifiedImage Verified(Dictionary<string, IntegrityFinding[]> findings) => new(
            Image.Title,
            Image.ImageId,
            Layers.Count,
            [Way.Store],
            Reading.Fault is { } fault
                ? [new(Way.Store, [Image.Title], [Image.ImageId], null, [], fault)]
                : [.. Layers.SelectMany(layer => findings[layer.ChainId])]);

        private static IEnumerable<Layer> Of(ImageConfiguration configuration)
        {
            var chains = LayerChain.IdsOf(configuration.DiffIds);
            return chains.Select((chain, i) => new Layer(
                chain,
                configuration.DiffIds[i],
                i == 0 ? null : chains[i - 1],
                new(i + 1, chains.Count, configuration.DiffIds[i], chain, configuration.Steps[i])));
        }
    }
}
