using System.Text.Json.Nodes;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Registries;

namespace Olympian.Deployment.Healing;

/// <summary>Makes <see cref="BaseCopy">copies of base images</see> that share no layer with what is damaged.</summary>
public sealed class CopyBase(IRegistry registry, PublishedImages published, IImageStreams streams, IDockerEngine engine)
{
    /// <summary>
    /// Fetches a base anew from its registry, by the digest it was pulled under, and loads it upon an empty layer: none of its layers is one
    /// that the engine has. Each blob is held against its digest while it goes by.
    /// </summary>
    /// <param name="project">The project the copy is for.</param>
    /// <param name="tag">What tells copies apart.</param>
    /// <param name="damaged">The base whose layers here are damaged.</param>
    /// <param name="chains">The chain ids of the damaged layers, for the copy's label.</param>
    /// <param name="journal">Told what is fetched.</param>
    /// <param name="cancellationToken">Ends it; what was loaded by half the engine forgets.</param>
    /// <returns>The copy's name.</returns>
    /// <exception cref="ExpectedFailure">The base came from no registry, or that does not give it, or its blobs are damaged too.</exception>
    public async Task<string> FetchAsync(
        string project, string tag, ResolvedBase damaged, IReadOnlyCollection<string> chains, ICleaningJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(damaged);
        ArgumentNullException.ThrowIfNull(journal);

        var digest = damaged.Digest ?? throw ObtainableLayers.CannotBeHadAgain(damaged);
        var origin = RegistryImage.Parse($"{damaged.Reference.Image.Domain}/{damaged.Reference.Image.Repository}@{digest}");
        var image = await published.FindAsync(origin, RegistryPlatform.Parse(damaged.Image.Platform), damaged.Image.Id, cancellationToken);
        var configuration = await published.ConfigurationAsync(image, cancellationToken);
        journal.Tell(
            $"fetching {damaged.Name} anew from {origin.Registry}: {image.Layers.Count} layers, {ByteCount.Show(image.Layers.Sum(layer => layer.Size))}; "
            + "it becomes a copy that shares no layer with the damaged one");

        var name = BaseCopy.NameOf(project, tag);
        await LoadAsync(
            name,
            WithLayer(configuration.Bytes, atTheBottom: true, project, chains),
            [
                Empty(),
                .. image.Layers.Select((layer, i) => new ImageArchive.Layer(
                    $"layer-{i + 1}", BlobPreamble.For(layer.MediaType).Length + layer.Size, stream => WriteBlobAsync(origin, layer, stream, cancellationToken))),
            ],
            cancellationToken);
        return name;
    }

    /// <summary>
    /// Puts an empty layer upon a sound base: it shares its layers with the base, and no layer that is built upon it is one that the engine
    /// has already.
    /// </summary>
    /// <param name="project">The project the copy is for.</param>
    /// <param name="tag">What tells copies apart.</param>
    /// <param name="sound">The base.</param>
    /// <param name="chains">The chain ids of the damaged layers, for the copy's label.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The copy's name.</returns>
    public async Task<string> RaiseAsync(
        string project, string tag, ResolvedBase sound, IReadOnlyCollection<string> chains, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sound);

        var name = BaseCopy.NameOf(project, tag);
        var saved = await streams.SaveAsync(sound.Image.Id, withContents: false, _ => { }, cancellationToken);
        var configuration = saved.Images.First(one => one.Ids.Contains(sound.Image.Id)).ConfigurationBytes;

        // An engine reads only the layers it does not have, and this one has all but the last.
        await LoadAsync(
            name,
            WithLayer(configuration, atTheBottom: false, project, chains),
            [.. sound.Image.Layers.Select((_, i) => new ImageArchive.Layer($"layer-{i + 1}", 0, _ => Task.CompletedTask)), Empty()],
            cancellationToken);
        return name;
    }

    /// <summary>
    /// Takes the names of copies away, as far as the engine has them. What was built upon one keeps its layers; the name was for one build.
    /// Also where the run was interrupted: it is our litter.
    /// </summary>
    /// <param name="names">The copies' names.</param>
    public async Task ForgetAsync(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);

        foreach (var name in names)
        {
            if (await engine.FindImageAsync(name, CancellationToken.None) is not null)
            {
                await engine.UntagAsync(name, CancellationToken.None);
            }
        }
    }

    private Task LoadAsync(string name, byte[] configuration, IReadOnlyList<ImageArchive.Layer> layers, CancellationToken cancellationToken) =>
        engine.LoadAsync((stream, token) => ImageArchive.WriteAsync(stream, name, configuration, layers, token), cancellationToken);

    // What does not hash to its name breaks the load off before the engine has all of it.
    private async Task WriteBlobAsync(RegistryImage origin, RegistryDescriptor layer, Stream destination, CancellationToken cancellationToken)
    {
        await destination.WriteAsync(BlobPreamble.For(layer.MediaType), cancellationToken);
        await using var blob = await registry.BlobAsync(origin, layer.Digest, cancellationToken);
        await using var measured = new MeasuredStream(blob, layer.Size, onRead: null);
        await measured.CopyToAsync(destination, cancellationToken);
        var reading = await measured.EndAsync(cancellationToken);
        if (!reading.Is(layer))
        {
            var (expected, actual) = reading.Against(layer);
            throw new RegistryWrongContent(origin, $"layer {layer.Digest}", expected, actual);
        }
    }

    private static byte[] WithLayer(ReadOnlyMemory<byte> configuration, bool atTheBottom, string project, IEnumerable<string> chains)
    {
        var root = JsonNode.Parse(configuration.Span)!.AsObject();
        var diffIds = root["rootfs"]!["diff_ids"]!.AsArray();
        diffIds.Insert(atTheBottom ? 0 : diffIds.Count, BaseCopy.EmptyLayer);
        if (root["history"] is JsonArray history)
        {
            history.Insert(atTheBottom ? 0 : history.Count, new JsonObject
            {
                ["created_by"] = "an empty layer, so that no layer upon it is one that the engine had",
                ["comment"] = "olympian",
            });
        }

        var config = root["config"] as JsonObject ?? [];
        root["config"] = config;
        var labels = config["Labels"] as JsonObject ?? [];
        config["Labels"] = labels;
        labels[BaseCopy.Label] = project;
        labels[BaseCopy.ReplacesLabel] = string.Join(' ', chains);
        return ImageArchive.Json(root);
    }

    private static ImageArchive.Layer Empty() => new("empty.tar", 1024, stream => stream.WriteAsync(new byte[1024]).AsTask());
}
