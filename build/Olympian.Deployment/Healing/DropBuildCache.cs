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

    /// <summary>Drops records, and everything that stands upon them; cache mounts too, where they are named.</summary>
    /// <param name="project">The project's name: what is not provably its own stays.</param>
    /// <param name="reasons">The records by id, with the reason.</param>
    /// <param name="journal">Told of each record that goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The ids of all records that are left.</returns>
    /// <exception cref="CleaningFailure">A record is still there, and nothing uses it.</exception>
    public async Task<IReadOnlySet<string>> RunAsync(
        string project, IReadOnlyDictionary<string, string> reasons, ICleaningJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reasons);

        var cache = await engine.BuildCacheAsync(cancellationToken);
        var owners = new CacheOwnership(project, cache);
        var going = reasons.ToDictionary(StringComparer.Ordinal);
        for (var count = 0; count != going.Count;)
        {
            count = going.Count;
            foreach (var above in cache.Where(record => owners.Owns(record) && !going.ContainsKey(record.Id) && record.Parents.Any(going.ContainsKey)))
            {
                going[above.Id] = "it stands upon one that goes";
            }
        }

        await new Cleaner(engine, files, journal).RemoveAsync(
            [
                .. cache.Where(record => going.ContainsKey(record.Id) && !record.InUse && (owners.Owns(record) || owners.OwnsMount(record)))
                    .OrderByDescending(record => record.Created)
                    .Select(record => new Removal(
                        ItemKind.CacheRecord, record.Id, record.Description.Split('\n', 2)[0], record.Bytes, going[record.Id], [])),
            ],
            cancellationToken);
        return (await engine.BuildCacheAsync(cancellationToken)).Select(record => record.Id).ToHashSet(StringComparer.Ordinal);
    }
}
