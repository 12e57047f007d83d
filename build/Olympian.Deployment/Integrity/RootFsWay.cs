using Olympian.Deployment.Archives;
using Olympian.Deployment.Images;
using Olympian.Deployment.Stores;

namespace Olympian.Deployment.Integrity;

/// <summary>
/// Looks at what a container of each image would really see, and compares it with the layers that <see cref="SaveWay"/> proved: so the
/// files that saving cannot tell from added ones, and their modes and owners, are looked at too.
/// </summary>
internal sealed class RootFsWay(IImageStreams streams, TimeProvider time)
{
    /// <param name="images">The images; those that could not be saved have findings already and are passed over.</param>
    /// <param name="saved">What was saved of each, with contents.</param>
    /// <param name="linksAreFollowed">See <see cref="FileTree.Of"/>.</param>
    /// <param name="journal">Told how far it is.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DockerCommandFailure">The engine makes no container of an image for a reason that is no damage of the image.</exception>
    public async Task<IntegrityReport> RunAsync(
        IReadOnlyList<ImageToVerify> images,
        IReadOnlyDictionary<string, SavedImages> saved,
        bool linksAreFollowed,
        IVerificationJournal journal,
        CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var verified = new List<VerifiedImage>();
        var layers = new HashSet<string>(StringComparer.Ordinal);
        long done = 0, bytes = 0;
        foreach (var same in images.Where(image => saved.ContainsKey(image.ImageId)).GroupBy(image => image.ImageId))
        {
            var image = same.First();
            var archive = saved[image.ImageId];
            var configuration = archive.Images.FirstOrDefault(one => one.Ids.Contains(image.ImageId))?.Configuration;
            if (configuration is null || !configuration.DiffIds.All(archive.Contents.ContainsKey))
            {
                continue;
            }

            var chains = LayerChain.IdsOf(configuration.DiffIds);
            string[] titles = [.. same.Select(one => one.Title).Distinct(StringComparer.Ordinal)];
            var tree = FileTree.Of(configuration.DiffIds.Select(diffId => archive.Contents[diffId]), linksAreFollowed);
            LayerReading reading;
            try
            {
                reading = await streams.ReadRootAsync(
                    image.ImageId,
                    stream => RootFileSystem.Compare(tree, configuration, stream),
                    count => journal.Progress(Way.RootFs, done += count, 0),
                    cancellationToken);
            }
            catch (DockerCommandFailure refusal) when (RefusalText.FaultOf(refusal, "an image that a container can be made of") is { } fault)
            {
                IntegrityFinding refused = new(Way.RootFs, titles, [image.ImageId], null, chains, fault);
                verified.AddRange(titles.Select(title => new VerifiedImage(title, image.ImageId, chains.Count, [Way.RootFs], [refused])));
                continue;
            }

            bytes += reading.Bytes;
            layers.UnionWith(chains);
            IntegrityFinding[] findings =
            [
                .. reading.AllFaults.Select(fault =>
                {
                    // Layers that lie below say nothing of what lies above them.
                    var position = fault.Path is { } path
                        ? LastThatNames(configuration.DiffIds.Select(diffId => archive.Contents[diffId]), path)
                        : -1;
                    var place = position < 0
                        ? null
                        : new LayerPlace(position + 1, chains.Count, configuration.DiffIds[position], chains[position], configuration.Steps[position]);
                    return new IntegrityFinding(Way.RootFs, titles, [image.ImageId], place, place is null ? chains : [], fault);
                }),
            ];
            verified.AddRange(titles.Select(title => new VerifiedImage(title, image.ImageId, chains.Count, [Way.RootFs], findings)));
        }

        return new(verified, [new(Way.RootFs, layers.Count, bytes, time.GetElapsedTime(began), [])], []);
    }

    // The layer that a path comes from; for one that no layer names (it was added), nobody can tell.
    private static int LastThatNames(IEnumerable<LayerContent> layers, EntryPath path) =>
        layers.Select((layer, i) => layer.Entries.Any(item => item.Entry.Path == path) ? i : -1).DefaultIfEmpty(-1).Max();
}
