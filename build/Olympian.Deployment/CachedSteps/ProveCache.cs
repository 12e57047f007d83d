using System.Collections.Concurrent;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Stores;

namespace Olympian.Deployment.CachedSteps;

/// <summary>
/// Holds what a project's records of the build cache are now against what was sealed right after the build that made them. Nothing else finds
/// damage there: the builder keeps no digest of a step that is in no image, and gives what it copies from it a valid one.
/// </summary>
public sealed class ProveCache(IDockerEngine engine, IStoreLocator locator, ICacheSeals seals, TimeProvider time)
{
    /// <summary>Reads every record of the project's.</summary>
    /// <param name="project">The project's name.</param>
    /// <param name="journal">Told how far it is.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="BuilderDatabaseDamaged">A database of the builder's does not hold together.</exception>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public async Task<CacheProof> RunAsync(string project, IVerificationJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(journal);

        var (proof, records) = await ListAsync(project, cancellationToken);
        return proof.Store is null ? proof : await Task.Run(() => Compare(proof, records, journal, cancellationToken), cancellationToken);
    }

    /// <summary>Looks only at the builder's databases, and at which directories there are.</summary>
    /// <param name="project">The project's name.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="BuilderDatabaseDamaged">A database of the builder's does not hold together.</exception>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public async Task<CacheProof> GlanceAsync(string project, CancellationToken cancellationToken) =>
        (await ListAsync(project, cancellationToken)).Proof;

    /// <summary>Looks only at the builder's databases, where they can be read: asked about a damaged one, the builder takes the engine with it.</summary>
    /// <exception cref="BuilderDatabaseDamaged">A database of the builder's does not hold together.</exception>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public async Task<StoreAccess> EnsureBuilderIsWholeAsync(CancellationToken cancellationToken)
    {
        var access = await locator.LocateAsync(await engine.InfoAsync(cancellationToken), cancellationToken);
        if (access.Store is { } store)
        {
            new BuilderStore(store).EnsureWhole();
        }

        return access;
    }

    /// <summary>The records of a project, steps and cache mounts, each with its directory; null where that is not known.</summary>
    internal static IReadOnlyList<(CacheRecord Record, string? Directory)> RecordsOf(
        string project, IReadOnlyList<CacheRecord> cache, IEngineStore store)
    {
        var owners = new CacheOwnership(project, cache);
        CacheRecord[] ours = [.. cache.Where(record => owners.Owns(record) || owners.OwnsMount(record))];
        var directories = new BuilderStore(store).DirectoriesOf(ours.Select(record => record.Id));
        return [.. ours.Select(record => (record, directories.GetValueOrDefault(record.Id)))];
    }

    private async Task<(CacheProof Proof, IReadOnlyList<(CacheRecord Record, string? Directory)> Records)> ListAsync(
        string project, CancellationToken cancellationToken)
    {
        var access = await EnsureBuilderIsWholeAsync(cancellationToken);
        if (access.Store is not { } store)
        {
            return (new(null, access.WhyNot), []);
        }

        var records = RecordsOf(project, await engine.BuildCacheAsync(cancellationToken), store);
        return (new(store, null) { Directories = records.Select(one => one.Directory).OfType<string>().ToHashSet(StringComparer.Ordinal) }, records);
    }

    private CacheProof Compare(
        CacheProof proof, IReadOnlyList<(CacheRecord Record, string? Directory)> records, IVerificationJournal journal, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        long bytes = 0, total = records.Sum(one => one.Record.Bytes);
        var answers = new ConcurrentDictionary<string, Answer>(StringComparer.Ordinal);
        Parallel.ForEach(
            Partitioner.Create(records.OrderByDescending(one => one.Record.Bytes), EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { CancellationToken = cancellationToken },
            one => answers[one.Record.Id] = Look(
                proof.Store!,
                one.Record,
                one.Directory,
                read => journal.Progress(Way.Cache, Interlocked.Add(ref bytes, read), total),
                cancellationToken));

        return proof with
        {
            Proven = [.. records.Where(one => answers[one.Record.Id] is { Faults.Count: 0, WhyNot: null }).Select(one => one.Record)],
            Damaged = [.. records.Where(one => answers[one.Record.Id].Faults.Count > 0).Select(one => (one.Record, answers[one.Record.Id].Faults))],
            Unproven = [.. records.Where(one => answers[one.Record.Id].WhyNot is not null).Select(one => (one.Record, answers[one.Record.Id].WhyNot!))],
            Reading = (bytes, time.GetElapsedTime(began)),
        };
    }

    private Answer Look(IEngineStore store, CacheRecord record, string? directory, Action<long> onBytes, CancellationToken cancellationToken)
    {
        if (directory is null)
        {
            return new([], "the builder does not say which directory it is");
        }

        try
        {
            using var file = seals.Open(store, directory);
            if (file is null)
            {
                return new([], "no build of this tool made it");
            }

            using var seal = CacheSeal.Open(file);
            var faults = new SealedDirectory(store, directory).Compare(seal, onBytes, cancellationToken);

            // A mount is written by every build that uses it, by right; the builder's count of uses comes too late to tell.
            return faults.Count > 0 && CacheOwnership.IsMount(record) && !faults.Any(SealedDirectory.IsNoProgramsWork)
                ? new([], "it was written into after this tool's last build, by another build or by accident")
                : new(faults, null);
        }
        catch (DamagedArchive damaged)
        {
            return new([], $"its seal is damaged: {damaged.Message}");
        }
    }

    private sealed record Answer(IReadOnlyList<LayerFault> Faults, string? WhyNot);
}
