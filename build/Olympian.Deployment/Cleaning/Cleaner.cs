using Olympian.Deployment.Images;

namespace Olympian.Deployment.Cleaning;

/// <summary>
/// Carries out a plan, thing by thing. Whether something is gone is decided by asking the engine for it afterwards, never by the words
/// of a refusal: another process may have removed it, named it or started it in the meantime, and none of that is a failure.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="files">The checkout's files.</param>
/// <param name="journal">Where it tells what it does.</param>
internal sealed class Cleaner(IDockerEngine engine, IBuildFiles files, ICleaningJournal journal)
{
    private readonly List<Removal> removed = [];
    private readonly List<Removal> gone = [];
    private readonly List<string> failures = [];
    private long bytes;

    /// <exception cref="CleaningFailure">Something is still there; everything was tried.</exception>
    public async Task<CleaningResult> RemoveAsync(IReadOnlyList<Removal> removals, CancellationToken cancellationToken)
    {
        foreach (var removal in removals.Where(removal => removal.Kind != ItemKind.CacheRecord))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await (removal.Kind switch
            {
                ItemKind.Container => RemoveContainer(removal, cancellationToken),
                ItemKind.ImageName or ItemKind.Image => RemoveImage(removal, cancellationToken),
                _ => RemoveFile(removal),
            });
        }

        var records = removals.Where(removal => removal.Kind == ItemKind.CacheRecord).ToArray();
        if (records.Length > 0)
        {
            await RemoveCache(records, cancellationToken);
        }

        var result = new CleaningResult(removed, gone, bytes);
        journal.Tell(CleaningText.Of(result));
        return failures.Count == 0 ? result : throw new CleaningFailure(failures);
    }

    private async Task RemoveContainer(Removal removal, CancellationToken cancellationToken)
    {
        try
        {
            await engine.RemoveContainerAsync(removal.Id, cancellationToken);
            Removed(removal, 0);
        }
        catch (DockerCommandFailure failure)
        {
            var state = (await engine.FindContainerAsync(removal.Id, cancellationToken))?.State;
            switch (state)
            {
                case null or ContainerState.Removing:
                    Gone(removal);
                    break;
                case ContainerState.Created or ContainerState.Exited or ContainerState.Dead:
                    Failed(removal, failure);
                    break;
                default:
                    Stays(removal, "it was started in the meantime");
                    break;
            }
        }
    }

    private async Task RemoveImage(Removal removal, CancellationToken cancellationToken)
    {
        var image = await engine.FindImageAsync(removal.Id, cancellationToken);
        if (image is null)
        {
            Gone(removal);
            return;
        }

        var layers = await engine.LayerBytesAsync(image, cancellationToken);
        var deleted = new List<string>();
        try
        {
            // Only names that still name this image: another process may have moved one since the plan was made.
            foreach (var name in removal.Names.Where(name => image.Tags.Contains(name) || image.Digests.Contains(name)))
            {
                deleted.AddRange(await engine.UntagAsync(name, cancellationToken));
            }

            if (removal.Kind == ItemKind.Image)
            {
                var left = await engine.FindImageAsync(removal.Id, cancellationToken);
                if (left is { Tags.Count: 0, Digests.Count: 0 })
                {
                    deleted.AddRange(await engine.RemoveImageAsync(removal.Id, cancellationToken));
                }
                else if (left is not null)
                {
                    Stays(removal, $"it was named {string.Join(", ", left.Tags.Concat(left.Digests))} in the meantime");
                    return;
                }
            }

            Removed(removal, deleted.Sum(layer => layers.GetValueOrDefault(layer)));
        }
        catch (DockerCommandFailure failure)
        {
            await Settle(removal, failure, cancellationToken);
        }
    }

    private async Task Settle(Removal removal, DockerCommandFailure failure, CancellationToken cancellationToken)
    {
        var left = await engine.FindImageAsync(removal.Id, cancellationToken);
        if (left is null || (removal.Kind == ItemKind.ImageName && !removal.Names.Any(left.Tags.Contains)))
        {
            Gone(removal);
            return;
        }

        var user = (await engine.ContainersAsync(cancellationToken)).FirstOrDefault(container => container.ImageId == removal.Id);
        if (user is { State: ContainerState.Running or ContainerState.Paused or ContainerState.Restarting })
        {
            Stays(removal, $"container {user.Name} was started from it in the meantime");
            return;
        }

        Failed(removal, failure);
    }

    private async Task RemoveCache(Removal[] removals, CancellationToken cancellationToken)
    {
        try
        {
            // Read again: a record that shared its data with an image now stands alone if that image went.
            var before = (await engine.BuildCacheAsync(cancellationToken)).ToDictionary(record => record.Id, StringComparer.Ordinal);
            await engine.RemoveCacheRecordsAsync([.. removals.Select(removal => removal.Id).Where(before.ContainsKey)], cancellationToken);
            var after = (await engine.BuildCacheAsync(cancellationToken)).ToDictionary(record => record.Id, StringComparer.Ordinal);

            foreach (var removal in removals)
            {
                if (!before.TryGetValue(removal.Id, out var record))
                {
                    Gone(removal);
                }
                else if (!after.TryGetValue(removal.Id, out var left))
                {
                    Removed(removal with { Bytes = record.Bytes }, record.Shared ? 0 : record.Bytes);
                }
                else if (left.InUse || after.Values.Any(other => other.Parents.Contains(removal.Id)))
                {
                    Stays(removal, "a build began to use it in the meantime");
                }
                else
                {
                    Failed(removal, "the builder kept it and gives no reason");
                }
            }
        }
        catch (DockerCommandFailure failure)
        {
            journal.Warn($"NOT removed: {removals.Length} build cache records: {failure.Message}");
            failures.Add($"{removals.Length} build cache records: {failure.WhatFailed} {failure.ExpectedAndActual}");
        }
    }

    private Task RemoveFile(Removal removal)
    {
        try
        {
            if (files.SizeOf(removal.Id) is null)
            {
                Gone(removal);
            }
            else
            {
                files.Remove(removal.Id);
                Removed(removal, removal.Bytes);
            }
        }
        catch (ExpectedFailure failure)
        {
            Failed(removal, failure);
        }

        return Task.CompletedTask;
    }

    private void Removed(Removal removal, long freed)
    {
        removed.Add(removal);
        bytes += freed;
        journal.Tell($"removed {CleaningText.Title(removal)}: {removal.Reason}");
    }

    private void Gone(Removal removal)
    {
        gone.Add(removal);
        journal.Tell($"already gone: {CleaningText.Title(removal)}");
    }

    private void Stays(Removal removal, string reason) => journal.Tell($"keep {CleaningText.Title(removal)}: {reason}");

    private void Failed(Removal removal, ExpectedFailure failure) =>
        Failed(removal, $"{failure.WhatFailed} {failure.ExpectedAndActual}".ReplaceLineEndings(" "));

    private void Failed(Removal removal, string reason)
    {
        failures.Add($"{CleaningText.Title(removal)}: {reason}");
        journal.Warn($"NOT removed: {CleaningText.Title(removal)}: {reason}");
    }
}
