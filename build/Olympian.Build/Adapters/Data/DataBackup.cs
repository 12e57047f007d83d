using System.Security.Cryptography;
using Olympian.Build.Adapters.Files;
using Olympian.Deployment;
using Olympian.Deployment.Data;

namespace Olympian.Build.Adapters.Data;

/// <summary>Takes a project's volumes into a backup, and puts them back.</summary>
/// <remarks>
/// Containers that mount a volume are paused while it is read: all volumes are of one moment then, and what a database finds after a restore is
/// what it would find after a power cut at that moment, which it is made for.
/// </remarks>
public sealed class DataBackup(IVolumeArchives volumes, TimeProvider time)
{
    private static readonly TimeSpan UnpauseLimit = TimeSpan.FromMinutes(2);

    /// <summary>Writes a backup of every named volume.</summary>
    /// <exception cref="UsageFailure">There is a file of that name, no way to write one there, or no volume.</exception>
    /// <exception cref="ExpectedFailure">It could not be written to its end; nothing of it is left.</exception>
    public async Task<BackupManifest> TakeAsync(string project, string path, Action<string> tell, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(tell);

        EnsureNothingIsThere(path);
        var all = await volumes.ListAsync(project, cancellationToken);
        if (all.Count == 0)
        {
            throw new UsageFailure($"Project '{project}' has no volume.", "Expected at least one named volume of its compose project.", "See what runs: ./build.sh --target=Status");
        }

        Prepare(path);
        var archives = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            await WhilePausedAsync(all, tell, async () =>
            {
                foreach (var volume in all)
                {
                    var file = archives[volume.Key] = BackupFile.WorkName(path, $"{archives.Count}");
                    await using var archive = new FileStream(file, BackupFile.Private(FileMode.CreateNew, FileAccess.Write));
                    await volumes.ReadAsync(volume, archive, cancellationToken);
                }
            }, cancellationToken);

            var described = new List<BackedUpVolume>();
            foreach (var volume in all)
            {
                described.Add(await DescribeAsync(volume.Key, archives[volume.Key], cancellationToken));
            }

            var manifest = new BackupManifest(project, time.GetUtcNow(), described);
            await BackupFile.WriteAsync(path, manifest, archives, cancellationToken);
            return await ReadBackAsync(path, cancellationToken);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new ExpectedFailure(
                $"{path} could not be written.", $"Expected a disk that takes twice what the volumes hold; {failed.Message} Nothing is left of it, and every container goes on.",
                "Make room there, or name another place: ./build.sh --target=BackupData --to=FILE", failed);
        }
        finally
        {
            archives.Values.ToList().ForEach(File.Delete);
        }
    }

    /// <summary>Puts a backup's volumes back, and proves that they hold what was taken.</summary>
    /// <exception cref="UsageFailure">The backup is not whole, a volume holds something, or a container uses it. Nothing was changed.</exception>
    /// <exception cref="ExpectedFailure">What was written is not what was taken.</exception>
    public async Task<BackupManifest> PutBackAsync(
        string project, IReadOnlyDictionary<string, string> names, string path, Action<string> tell, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(tell);

        var manifest = await BackupFile.VerifyAsync(path, cancellationToken);
        var there = (await volumes.ListAsync(project, cancellationToken)).ToDictionary(volume => volume.Key, StringComparer.Ordinal);
        var targets = new List<(BackedUpVolume Taken, DataVolume Target, bool IsThere)>();
        foreach (var volume in manifest.Volumes)
        {
            // By name as well: a volume that somebody else made, under the name that compose would give this one, holds somebody's data.
            var target = there.GetValueOrDefault(volume.Key) ?? new(volume.Key, names.GetValueOrDefault(volume.Key, $"{project}_{volume.Key}"), project);
            var isThere = await volumes.ExistsAsync(target.Name, cancellationToken);
            if (isThere)
            {
                await EnsureUnusedAndEmptyAsync(target, cancellationToken);
            }

            targets.Add((volume, target, isThere));
        }

        var begun = new List<string>();
        try
        {
            foreach (var (taken, target, isThere) in targets)
            {
                begun.Add(target.Name);
                if (!isThere)
                {
                    await volumes.CreateAsync(project, target, cancellationToken);
                }

                await volumes.WriteAsync(target, (stream, token) => BackupFile.CopyAsync(path, taken, stream, token), cancellationToken);
                var (content, _) = await DigestAsync(target, cancellationToken);
                if (content != taken.Content)
                {
                    throw new ExpectedFailure(
                        $"Volume {target.Name} does not hold what was taken.", $"Expected content {taken.Content}, found {content}.", "Look at the engine's disk, then restore again.");
                }
            }
        }
        catch
        {
            // Whatever ended it, Ctrl-C too: half a volume looks like one to whoever starts on it.
            tell($"{string.Join(" and ", begun)} may hold a part of the backup only. Start nothing on it: ./build.sh --target=DestroyData, then restore again.");
            throw;
        }

        return manifest;
    }

    private static async Task<BackupManifest> ReadBackAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await BackupFile.VerifyAsync(path, cancellationToken);
        }
        catch (UsageFailure broken)
        {
            // What looks like a backup and is none would be found out when it is needed.
            File.Delete(path);
            File.Delete($"{path}.sha256");
            throw new ExpectedFailure(
                $"{path} could not be read back as it was written, and was removed.", broken.ExpectedAndActual, "Look at the disk there, or name another place: ./build.sh --target=BackupData --to=FILE", broken);
        }
    }

    private static void Prepare(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AbandonedFiles.Remove([path], []);
            var trial = BackupFile.WorkName(path, "trial");
            using (new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new UsageFailure(
                $"{path} cannot be written.", $"Expected a directory this user may write to; {refused.Message}", "Name another place: ./build.sh --target=BackupData --to=FILE", refused);
        }
    }

    private static void EnsureNothingIsThere(string path)
    {
        foreach (var taken in new[] { path, $"{path}.sha256" }.Where(file => File.Exists(file) || Directory.Exists(file)))
        {
            throw new UsageFailure($"{taken} is there already.", "Expected a new name: a backup is never written over another. Nothing was changed.", "Choose one: ./build.sh --target=BackupData --to=FILE");
        }
    }

    private async Task EnsureUnusedAndEmptyAsync(DataVolume volume, CancellationToken cancellationToken)
    {
        if ((await volumes.UsersAsync(volume, cancellationToken)).FirstOrDefault(user => user.Runs) is { } user)
        {
            throw new UsageFailure(
                $"Volume {volume.Name} is in use: container {user.Name} runs.", "Expected no running container on it. Nothing was changed.", "Stop it: ./build.sh --target=Stop");
        }

        if ((await DigestAsync(volume, cancellationToken)).Entries is > 0 and var entries)
        {
            throw new UsageFailure(
                $"Volume {volume.Name} is not empty: it holds {entries} files or directories.",
                "Expected an empty volume, or none: a restore never overwrites data. Nothing was changed.",
                "If what it holds may go: ./build.sh --target=BackupData, then ./build.sh --target=DestroyData");
        }
    }

    // As it comes: a volume may be larger than memory, and than the disk for temporary files.
    private Task<(string Digest, int Entries)> DigestAsync(DataVolume volume, CancellationToken cancellationToken) => volumes.ReadAsync(
        volume,
        stream =>
        {
            var found = TreeDigest.OfAsync(stream, cancellationToken).GetAwaiter().GetResult();
            // The padding behind an archive's end; whoever writes it waits for it to be read.
            stream.CopyTo(Stream.Null);
            return found;
        },
        cancellationToken);

    private static async Task<BackedUpVolume> DescribeAsync(string key, string file, CancellationToken cancellationToken)
    {
        await using var archive = File.OpenRead(file);
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(archive, cancellationToken));
        archive.Position = 0;
        var (content, entries) = await TreeDigest.OfAsync(archive, cancellationToken);
        return new(key, archive.Length, sha256, content, entries);
    }

    private async Task WhilePausedAsync(IReadOnlyList<DataVolume> all, Action<string> tell, Func<Task> work, CancellationToken cancellationToken)
    {
        var running = new Dictionary<string, VolumeUser>(StringComparer.Ordinal);
        foreach (var volume in all)
        {
            foreach (var user in (await volumes.UsersAsync(volume, cancellationToken)).Where(user => user.Runs))
            {
                running[user.Id] = user;
            }
        }

        var paused = new List<VolumeUser>();
        try
        {
            foreach (var container in running.Values)
            {
                if (container.IsPaused)
                {
                    tell($"{container.Name} is paused already, and stays so: docker container unpause {container.Name}");
                    continue;
                }

                tell($"{container.Name} is paused while its data is read.");
                paused.Add(container);
                await volumes.PauseAsync([container], pause: true, cancellationToken);
            }

            await work();
        }
        finally
        {
            // Not by the run's token: what was paused goes on, however the reading ended.
            using var limit = new CancellationTokenSource(UnpauseLimit);
            foreach (var container in paused)
            {
                await GoOnAsync(container, tell, limit.Token);
            }

            await UntilWellAsync(paused, tell, limit.Token);
        }
    }

    private async Task UntilWellAsync(IReadOnlyList<VolumeUser> containers, Action<string> tell, CancellationToken cancellationToken)
    {
        try
        {
            await volumes.UntilWellAsync(containers, cancellationToken);
        }
        catch (Exception unknown) when (unknown is ExpectedFailure or OperationCanceledException)
        {
            tell("Whether what was paused is well again could not be asked. See it: ./build.sh --target=Status");
        }
    }

    private async Task GoOnAsync(VolumeUser container, Action<string> tell, CancellationToken cancellationToken)
    {
        try
        {
            await volumes.PauseAsync([container], pause: false, cancellationToken);
        }
        catch (Exception failure) when (failure is ExpectedFailure or OperationCanceledException)
        {
            // The others go on all the same.
            tell($"{container.Name} could not be let go on, and may still be paused: docker container unpause {container.Name} ({(failure as ExpectedFailure)?.WhatFailed ?? failure.Message})");
        }
    }
}
