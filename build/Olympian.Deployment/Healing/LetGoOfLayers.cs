using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Deployment.Healing;

/// <summary>
/// Removes, by id, everything of this project's that holds damaged layers, so that the engine forgets them and has to get them anew. All of
/// it is needed: with one image, one stopped container or one record of the build cache left, the damage stays.
/// </summary>
public sealed class LetGoOfLayers(IDockerEngine engine, IBuildFiles files, ReleaseOrphans orphans)
{
    private const string Reason = "it holds a damaged layer";

    /// <param name="project">The project's name.</param>
    /// <param name="chains">The chain ids of the damaged layers.</param>
    /// <param name="holders">What holds them; nobody else's, and nothing that runs.</param>
    /// <param name="journal">Told of each thing that goes.</param>
    /// <param name="cancellationToken">Stops after the thing in hand.</param>
    /// <exception cref="CleaningFailure">Something is still there; everything was tried.</exception>
    /// <exception cref="InvalidOperationException">Something runs, or is somebody else's.</exception>
    public async Task RunAsync(
        string project, IReadOnlyCollection<string> chains, LayerHolders holders, ICleaningJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(holders);

        if (!holders.CanLetGo)
        {
            throw new InvalidOperationException("What runs, and what is somebody else's, is not let go of.");
        }

        var ownership = new ProjectOwnership(project);
        Removal[] removals =
        [
            .. holders.Containers.Select(container => new Removal(ItemKind.Container, container.Id, container.Name, 0, Reason, [])),
            .. holders.Images.Select(image => Image(image, BaseCopy.IsOf(image, project) ? image.Tags : ownership.NamesOf(image), Reason)),
            .. holders.Bases.Select(image => Image(
                image, image.Tags.Count > 0 ? image.Tags : image.Digests, $"{Reason}; it is pulled again where it is needed")),
            .. holders.Cache.Select(record => new Removal(
                ItemKind.CacheRecord, record.Id, BasePointers.NameOf(record), record.Bytes, Reason, [])),
        ];
        await new Cleaner(engine, files, journal).RemoveAsync(removals, cancellationToken);
        await orphans.RunAsync(project, chains, journal, cancellationToken);
    }

    private static Removal Image(ImageFacts image, IReadOnlyList<string> names, string reason) =>
        new(ItemKind.Image, image.Id, names.Count > 0 ? names[0] : image.Id, image.Bytes, reason, names);
}
