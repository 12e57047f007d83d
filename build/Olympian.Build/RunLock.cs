using Olympian.Build.Adapters;
using Olympian.Build.Options;
using Olympian.Deployment;
using Olympian.Deployment.Locks;

namespace Olympian.Build;

/// <summary>
/// The lock of this run: taken before its first change, kept alive while it works, released at its end. A run that loses it is stopped.
/// </summary>
public sealed class RunLock(
    TakeLock take, KeepLock keep, IEngineLocks locks, IRunningProcesses processes, StackWatch stack, RunOptions options, Interruption interruption) : IDisposable
{
    // The run's own token may be cancelled when it is released.
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(15);

    private HeldLock? held;
    private CancellationTokenSource? keeping;
    private Task kept = Task.CompletedTask;

    /// <summary>The project whose lock this run holds; null for none.</summary>
    public string? Project => held?.Project;

    /// <summary>Takes the project's lock; the one of another project, which this run held, is released then.</summary>
    /// <param name="project">The project.</param>
    /// <param name="tell">Is told who is waited for, and whose lock was taken over.</param>
    /// <exception cref="LockHeld">Another run holds it.</exception>
    public async Task TakeAsync(string project, Action<string> tell)
    {
        if (held?.Project == project)
        {
            return;
        }

        var holder = processes.Holder(string.Join(", ", options.Targets), options.LockMessage);
        var taken = await take.RunAsync(project, holder, options.LockWait, tell, interruption.Token);
        await ReleaseAsync(tell);

        processes.Mark(holder.Token);
        held = taken;
        keeping = new();
        kept = KeepAsync(taken, keeping.Token);
        await stack.BeginAsync(project, interruption.Token);
    }

    /// <summary>After the settings were written: the run goes on with the project that they name.</summary>
    public Task FollowAsync(string project, Action<string> tell) => held is null ? Task.CompletedTask : TakeAsync(project, tell);

    /// <summary>Looks at the lock itself, before a step that must not be done without it.</summary>
    /// <exception cref="LockLost">It is not this run's any more.</exception>
    public async Task EnsureHeldAsync(CancellationToken cancellationToken)
    {
        if (held is { } mine && !await locks.IsThereAsync(mine.Id, cancellationToken))
        {
            throw new LockLost(mine.Project, "somebody removed it");
        }
    }

    /// <summary>Releases the lock, if one is held. Never throws for an engine that does not answer: it tells.</summary>
    public async Task ReleaseAsync(Action<string> tell)
    {
        ArgumentNullException.ThrowIfNull(tell);

        if (held is not { } mine)
        {
            return;
        }

        held = null;
        if (keeping is not null)
        {
            await keeping.CancelAsync();
        }

        await kept;
        keeping?.Dispose();
        keeping = null;

        using var limit = new CancellationTokenSource(ReleaseLimit);
        try
        {
            await locks.RemoveAsync(mine.Id, limit.Token);
        }
        catch (Exception failure) when (failure is ExpectedFailure or OperationCanceledException)
        {
            tell($"The lock of project '{mine.Project}' could not be released, because the engine does not answer or refuses. Nothing has to be done: the next run finds its holder gone and takes it over.");
        }
    }

    /// <summary>Ends the signs of life of a lock that was not released.</summary>
    public void Dispose() => keeping?.Dispose();

    private async Task KeepAsync(HeldLock mine, CancellationToken cancellationToken)
    {
        if (await keep.RunAsync(mine, cancellationToken) is { } lost)
        {
            interruption.Stop(lost);
        }
    }
}
