namespace Olympian.Deployment.Registries;

/// <summary>
/// Holds an engine's image against the registry it came from: the manifest and every blob hash to what they are named, every layer
/// unpacks to what the configuration says, and the engine's id and layers are these.
/// </summary>
/// <remarks>
/// It reads what the registry has and what the engine says of its image, not the engine's disk: a layer that was damaged there after
/// the pull keeps its diff id. So this way of looking goes with another one that reads the disk, and finds what that cannot: that the
/// registry would not give the same again, or that the image never was what its name says.
/// </remarks>
public sealed class RegistryCheck(IRegistry registry, LayerReader layers)
{
    private readonly PublishedImages images = new(registry);

    /// <param name="pulled">The engine's image.</param>
    /// <param name="known">The layers this run has read before; those read now are added.</param>
    /// <param name="progress">Told often how many bytes of layers came since the call began; null for nobody.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="RegistryUnsupported">The image is of a kind that cannot be checked.</exception>
    /// <exception cref="RegistryFailure">
    /// The registry did not answer, so nothing can be said. What it does not have, or has damaged, is a finding and not this.
    /// </exception>
    public async Task<RegistryCheckResult> RunAsync(
        PulledImage pulled, CheckedLayers known, Action<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pulled);
        ArgumentNullException.ThrowIfNull(known);

        var findings = new List<RegistryFinding>();
        var published = await AskAsync(
            findings, () => images.FindAsync(pulled.Origin, pulled.Platform, pulled.Id, cancellationToken));
        if (published is null)
        {
            return new(findings, null, 0, 0, 0);
        }

        var configuration = await AskAsync(findings, () => images.ConfigurationAsync(published, cancellationToken));
        var imageIdIs = published.KindOf(pulled.Id);
        if (imageIdIs is null)
        {
            findings.Add(new(RegistryFault.Different, "image id", null, null, published.Configuration.Digest, pulled.Id));
        }

        Compare(pulled, published, configuration, findings);

        // Without a configuration the engine's own list is what the layers can be held against.
        var diffIds = configuration?.DiffIds ?? pulled.DiffIds;
        var fault = configuration is null ? RegistryFault.Different : RegistryFault.Damaged;
        var (read, fromBefore, bytes) = (0, 0, 0L);
        for (var position = 0; position < published.Layers.Count; position++)
        {
            var layer = published.Layers[position];
            var what = $"layer {position + 1} of {published.Layers.Count}";
            var diffId = diffIds.ElementAtOrDefault(position);
            var reading = known.Find(pulled.Origin, layer);
            if (reading is not null)
            {
                fromBefore++;
            }
            else
            {
                reading = await AskAsync(
                    findings, () => layers.ReadAsync(pulled.Origin, layer, Count, cancellationToken), what, layer.Digest, diffId);
                if (reading is null)
                {
                    continue;
                }

                read++;
                known.Add(pulled.Origin, layer, reading);
            }

            if (Judge(what, layer, diffId, fault, reading) is { } finding)
            {
                findings.Add(finding);
            }
        }

        return new(findings, imageIdIs, read, fromBefore, bytes);

        void Count(long more)
        {
            bytes += more;
            progress?.Invoke(bytes);
        }
    }

    // What the registry lacks or has damaged is what is looked for here; that it does not answer is not.
    private static async Task<T?> AskAsync<T>(
        List<RegistryFinding> findings, Func<Task<T>> ask, string? what = null, string? layerDigest = null, string? diffId = null)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (RegistryNotFound missing)
        {
            findings.Add(new(RegistryFault.Missing, what ?? missing.What, layerDigest, diffId, layerDigest ?? "it", missing.Answer));
        }
        catch (RegistryWrongContent damaged)
        {
            findings.Add(new(RegistryFault.Damaged, what ?? damaged.What, layerDigest, diffId, damaged.Expected, damaged.Actual));
        }

        return null;
    }

    private static void Compare(
        PulledImage pulled, PublishedImage published, PublishedConfiguration? configuration, List<RegistryFinding> findings)
    {
        if (configuration is not null && configuration.DiffIds.Count != published.Layers.Count)
        {
            findings.Add(new(
                RegistryFault.Damaged, "number of layers", null, null,
                $"{configuration.DiffIds.Count} as the configuration says", $"{published.Layers.Count} in the manifest"));
        }

        var count = configuration?.DiffIds.Count ?? published.Layers.Count;
        if (pulled.DiffIds.Count != count)
        {
            findings.Add(new(RegistryFault.Different, "number of layers", null, null, $"{count}", $"{pulled.DiffIds.Count} in the engine"));
            return;
        }

        var pairs = pulled.DiffIds.Zip(configuration?.DiffIds ?? []).Index();
        foreach (var (position, (engines, registrys)) in pairs.Where(pair => pair.Item.First != pair.Item.Second))
        {
            findings.Add(new(
                RegistryFault.Different,
                $"layer {position + 1} of {count}",
                published.Layers.ElementAtOrDefault(position)?.Digest,
                engines,
                registrys,
                engines));
        }
    }

    private static RegistryFinding? Judge(string what, RegistryDescriptor layer, string? diffId, RegistryFault fault, LayerReading reading)
    {
        if (!reading.Blob.Is(layer))
        {
            var (expected, actual) = reading.Blob.Against(layer);
            return new(RegistryFault.Damaged, what, layer.Digest, diffId, expected, actual);
        }

        var unpacked = $"{what}, unpacked";
        if (reading.DiffId is null)
        {
            var found = $"what does not unpack ({reading.Trouble})";
            return new(RegistryFault.Damaged, unpacked, layer.Digest, diffId, diffId ?? "an archive", found);
        }

        return diffId is null || reading.DiffId == diffId ? null : new(fault, unpacked, layer.Digest, diffId, diffId, reading.DiffId);
    }
}
