using System.Collections.Concurrent;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Stores;

namespace Olympian.Deployment.CachedSteps;

/// <summary>
/// After a build: writes down what the records are that it made. A record that was there before is not sealed: it was proven and has its seal, or
/// nobody knows what happened to it. A cache mount is sealed each time, since each build writes into it.
/// </summary>
public sealed class SealCache(IDockerEngine engine, ICacheSeals seals)
{
    /// <param name="project">The project's name.</param>
    /// <param name="before">What was known before the build.</param>
    /// <param name="journal">Told how far it is.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>How many directories were sealed. A disk that takes no more seals is no failure: what has none is made anew.</returns>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public async Task<Sealing> RunAsync(string project, CacheProof before, IVerificationJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(journal);

        if (before.Store is not { } store)
        {
            return new(0, 0, null);
        }

        var proven = before.Proven.Select(record => record.Id).ToHashSet(StringComparer.Ordinal);
        var records = ProveCache.RecordsOf(project, await engine.BuildCacheAsync(cancellationToken), store);
        (CacheRecord Record, string Directory)[] made =
        [
            .. records.Where(one => one.Directory is not null
                    && (!before.Directories.Contains(one.Directory) || (CacheOwnership.IsMount(one.Record) && proven.Contains(one.Record.Id))))
                .Select(one => (one.Record, one.Directory!)).DistinctBy(one => one.Item2),
        ];
        var done = await Task.Run(() => Seal(store, made, journal, cancellationToken), cancellationToken);
        Sweep(store);
        return done;
    }

    private Sealing Seal(
        IEngineStore store, (CacheRecord Record, string Directory)[] made, IVerificationJournal journal, CancellationToken cancellationToken)
    {
        long bytes = 0, total = made.Sum(one => one.Record.Bytes);
        var done = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        string? whyNot = null;
        try
        {
            Parallel.ForEach(
                Partitioner.Create(made.OrderByDescending(one => one.Record.Bytes), EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { CancellationToken = cancellationToken },
                (one, loop) =>
                {
                    var seal = new SealedDirectory(store, one.Directory).Make(
                        read => journal.Progress(Way.Cache, Interlocked.Add(ref bytes, read), total), cancellationToken);
                    try
                    {
                        if (seal is not null)
                        {
                            seals.Write(store, one.Directory, seal);
                            done[one.Directory] = true;
                        }
                    }
                    catch (SealNotWritten refused)
                    {
                        whyNot = refused.Message;
                        loop.Stop();
                    }
                });
        }
        finally
        {
            // What a mount was before this build would tell its new content from damage no more.
            Forget(store, made.Select(one => one.Directory).Where(directory => !done.ContainsKey(directory)));
        }

        return new(done.Count, whyNot is null ? 0 : made.Length - done.Count, whyNot);
    }

    // Of whichever project: the engine never gives a directory's name again.
    private void Sweep(IEngineStore store) =>
        Forget(store, seals.Directories(store).Where(directory => !new SealedDirectory(store, directory).Exists));

    private void Forget(IEngineStore store, IEnumerable<string> directories)
    {
        foreach (var directory in directories)
        {
            try
            {
                seals.Remove(store, directory);
            }
            catch (SealNotWritten)
            {
                // A place that takes no change: a seal of a directory that is gone is harmless there, and that no seal was written is said.
                return;
            }
        }
    }
}
