using Olympian.Deployment.Archives;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Registries;

namespace Olympian.Deployment.Healing;

/// <summary>
/// Makes sure, before anything is removed, that the registry still has what is to be pulled again, and has it sound: a damaged image is
/// better than none.
/// </summary>
public sealed class ObtainableLayers(IRegistry registry, PublishedImages published, LayerReader layers)
{
    /// <param name="bases">The bases that will be removed and pulled again.</param>
    /// <param name="chains">The chain ids of the damaged layers; these are read from the registry to their ends.</param>
    /// <param name="journal">Told what is read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ExpectedFailure">One cannot be had again; nothing was changed.</exception>
    public async Task EnsureAsync(
        IEnumerable<ResolvedBase> bases, IReadOnlyCollection<string> chains, ICleaningJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bases);
        ArgumentNullException.ThrowIfNull(journal);

        foreach (var one in bases)
        {
            if (one.Digest is not { } digest)
            {
                throw CannotBeHadAgain(one);
            }

            var origin = RegistryImage.Parse($"{one.Reference.Image.Domain}/{one.Reference.Image.Repository}@{digest}");
            await registry.DigestAsync(origin, cancellationToken);
            var image = await published.FindAsync(origin, RegistryPlatform.Parse(one.Image.Platform), one.Image.Id, cancellationToken);
            foreach (var (layer, chain) in image.Layers.Zip(LayerChain.IdsOf(one.Image.Layers)).Where(pair => chains.Contains(pair.Second)))
            {
                var reading = await layers.ReadAsync(origin, layer, onRead: null, cancellationToken);
                if (!reading.Blob.Is(layer))
                {
                    var (expected, actual) = reading.Blob.Against(layer);
                    throw new RegistryWrongContent(origin, $"layer {layer.Digest}", expected, actual);
                }

                journal.Tell($"{one.Name}: the registry has layer {layer.Digest} and has it sound (it is damaged here as {chain})");
            }
        }
    }

    /// <summary>The refusal of a base that no registry has.</summary>
    internal static ExpectedFailure CannotBeHadAgain(ResolvedBase one) => new(
        $"The base image {one.Name} is damaged and cannot be had again.",
        "Expected it to come from a registry; it was imported or built on this engine, and there is no other copy of it.",
        "Nothing was changed. Make it again as it was made, then run the same command again.");
}
