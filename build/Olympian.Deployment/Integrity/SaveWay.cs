using Olympian.Deployment.Archives;
using Olympian.Deployment.Images;
using Olympian.Deployment.Stores;

namespace Olympian.Deployment.Integrity;

/// <summary>
/// Has the engine save images and hashes what comes.
/// </summary>
/// <remarks>
/// One by one, though shared layers then come more than once: an engine that is asked for several images at once which share layers counts
/// those layers' users one too high, and keeps them, with what is wrong with them, until it is restarted. Measured on engine 26.1.5.
/// </remarks>
internal sealed class SaveWay(IDockerEngine engine, IImageStreams streams, TimeProvider time)
{
    /// <param name="images">The images.</param>
    /// <param name="withContents">Whether <see cref="RootFsWay"/> will need the layers' files.</param>
    /// <param name="journal">Told how far it is.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The report, and what was saved of each image that could be.</returns>
    /// <exception cref="DockerCommandFailure">The engine does not save an image for a reason that is no damage of the image.</exception>
    public async Task<(IntegrityReport Report, IReadOnlyDictionary<string, SavedImages> Saved)> RunAsync(
        IReadOnlyList<ImageToVerify> images, bool withContents, IVerificationJournal journal, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var facts = new Dictionary<string, ImageFacts>(StringComparer.Ordinal);
        var verified = new List<VerifiedImage>();
        foreach (var image in images)
        {
            if (await engine.FindImageAsync(image.ImageId, cancellationToken) is { } found)
            {
                facts[image.ImageId] = found;
            }
            else
            {
                verified.Add(Verified(image, 0, [Unplaced(image, new(
                    FaultKind.Configuration, null, $"the image {image.ImageId}", "the engine does not know it: its configuration is damaged or gone"))]));
            }
        }

        // An engine refuses to save an image without layers ("empty export"), and would refuse all that are to be saved with it.
        var empty = images.Where(image => facts.TryGetValue(image.ImageId, out var found) && found.Layers.Count == 0).ToArray();
        verified.AddRange(empty.Select(image => Verified(image, 0, [])));

        var known = images.Where(image => facts.ContainsKey(image.ImageId)).Except(empty).ToArray();
        var total = facts.Values.DistinctBy(image => image.Id).Sum(image => image.Bytes);
        long done = 0, bytes = 0;
        var saved = new Dictionary<string, SavedImages>(StringComparer.Ordinal);
        var refusals = new Dictionary<string, LayerFault>(StringComparer.Ordinal);
        string[] notes = [.. empty.Select(image => $"{image.Title} has no layers, and nothing to be saved").Distinct()];
        foreach (var id in known.Select(image => image.ImageId).Distinct(StringComparer.Ordinal))
        {
            try
            {
                var read = await streams.SaveAsync(
                    id, withContents, count => journal.Progress(Way.Save, Interlocked.Add(ref done, count), total), cancellationToken);
                bytes += read.Bytes;
                saved[id] = read;
            }
            catch (DockerCommandFailure refusal) when (RefusalText.FaultOf(refusal) is { } fault)
            {
                refusals[id] = fault;
            }
            catch (DamagedArchive damaged)
            {
                refusals[id] = new(FaultKind.Archive, null, "a whole archive of the image", damaged.Message.TrimEnd('.'));
            }
        }

        verified.AddRange(known.Select(image => Verify(image, facts, saved, refusals)));
        var layers = saved.Keys.SelectMany(id => LayerChain.IdsOf(facts[id].Layers)).Distinct(StringComparer.Ordinal).Count();
        return (new(verified, [new(Way.Save, layers, bytes, time.GetElapsedTime(began), notes)], []), saved);
    }

    private static VerifiedImage Verify(
        ImageToVerify image,
        Dictionary<string, ImageFacts> facts,
        Dictionary<string, SavedImages> saved,
        Dictionary<string, LayerFault> refusals)
    {
        var layers = facts[image.ImageId].Layers;
        if (saved.TryGetValue(image.ImageId, out var archive))
        {
            return archive.Images.FirstOrDefault(one => one.Ids.Contains(image.ImageId)) is { } found
                ? Verified(image, layers.Count, [.. OfSaved(image, found)])
                : Verified(image, layers.Count, [Unplaced(image, new(
                    FaultKind.Configuration, null, $"an image of id {image.ImageId}", "the engine saved another"))]);
        }

        // In no image that could be saved: what is in one of those is sound.
        var chains = LayerChain.IdsOf(layers);
        var sound = saved.Keys.SelectMany(id => LayerChain.IdsOf(facts[id].Layers)).ToHashSet(StringComparer.Ordinal);
        string[] suspects = [.. chains.Where(chain => !sound.Contains(chain))];
        var fault = refusals[image.ImageId];
        var place = suspects.Length == 1 && fault.Kind != FaultKind.Configuration ? PlaceOf(layers, chains, suspects[0]) : null;
        return Verified(image, layers.Count, [new(
            Way.Save, [image.Title], [image.ImageId], place, place is null && fault.Kind != FaultKind.Configuration ? suspects : [], fault)]);
    }

    private static IEnumerable<IntegrityFinding> OfSaved(ImageToVerify image, SavedImage found)
    {
        var chains = LayerChain.IdsOf(found.Configuration?.DiffIds ?? []);
        foreach (var (diffId, fault) in found.Faults)
        {
            var position = found.Configuration is null ? -1 : found.Configuration.DiffIds.ToList().IndexOf(diffId);
            yield return new(
                Way.Save,
                [image.Title],
                [image.ImageId],
                position < 0 ? null : new(position + 1, chains.Count, diffId, chains[position], found.Configuration!.Steps[position]),
                [],
                fault);
        }
    }

    private static LayerPlace PlaceOf(IReadOnlyList<string> diffIds, IReadOnlyList<string> chains, string chain)
    {
        var position = chains.ToList().IndexOf(chain);
        return new(position + 1, chains.Count, diffIds[position], chain, null);
    }

    private static IntegrityFinding Unplaced(ImageToVerify image, LayerFault fault) => new(Way.Save, [image.Title], [image.ImageId], null, [], fault);

    private static VerifiedImage Verified(ImageToVerify image, int layers, IReadOnlyList<IntegrityFinding> findings) =>
        new(image.Title, image.ImageId, layers, [Way.Save], findings);
}
