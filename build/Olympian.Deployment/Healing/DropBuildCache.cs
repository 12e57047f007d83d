using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;

namespace Olympian.Deployment.Healing;

/// <summary>Drops this project's own build cache, downloads too: what cannot be looked into is made anew.</summary>
public sealed class DropBuildCache(IDockerEngine engine, IBuildFiles files)
{
    private static readonly CleaningScope CacheAlone = new(StoppedContainers: false, BuildCache: true, Downloads: true, KeptReleases: 0);

    /// <param name="project">The project's name.</param>
    /// <param name="journal">Told of each record that goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CleaningFailure">A record is still there.</exception>
    public async Task RunAsync(string project, ICleaningJournal journal, CancellationToken cancellationToken)
    {
        var snapshot = new EngineSnapshot([], [], await engine.BuildCacheAsync(cancellationToken));
        var plan = CleaningPlan.For(project, snapshot, CacheAlone);
        await new Cleaner(engine, files, journal).RemoveAsync(
            [.. plan.Removals.Where(removal => removal.Kind == ItemKind.CacheRecord)], cancellationToken);
    }
}
