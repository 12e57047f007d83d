namespace Olympian.Deployment.Locks;

/// <summary>
/// Takes a project's lock: at any time one run holds it, from whichever machine. A lock whose holder is provably gone is taken over, by
/// exactly one of those who find it so.
/// </summary>
/// <remarks>
/// A holder is gone when its process is seen to be gone, on its own machine; or when its sign of life did not change while we watched for
/// <see cref="LockTimes.Silence"/>. Clocks of other machines decide nothing: they only say whether watching is worth while.
/// </remarks>
public sealed class TakeLock(IEngineLocks locks, IRunningProcesses processes, TimeProvider time)
{
    // For tidying up after a call that was cut off, when the run's own token is cancelled already.
    private static readonly TimeSpan TidyLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookForLeftovers = TimeSpan.FromMilliseconds(200);

    private enum Standing
    {
        Alive,
        Watched,
        Gone,
    }

    /// <summary>Takes the lock, or fails having left nothing.</summary>
    /// <param name="project">The project.</param>
    /// <param name="holder">This run.</param>
    /// <param name="wait">How long to wait for another run to end.</param>
    /// <param name="tell">Is told, in a line each, who is waited for and whose stale lock was taken over.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LockHeld">Another run holds it.</exception>
    /// <exception cref="ExpectedFailure">The engine cannot keep one, or what a killed run started works on.</exception>
    public async Task<HeldLock> RunAsync(
        string project, LockHolder holder, TimeSpan wait, Action<string> tell, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(holder);
        ArgumentNullException.ThrowIfNull(tell);

        try
        {
            return await TakeAsync(project, holder, wait, tell, cancellationToken);
        }
        catch (Exception failure) when (failure is OperationCanceledException or ExpectedFailure)
        {
            await LeaveNothingAsync(project, holder);
            throw;
        }
    }

    private async Task<HeldLock> TakeAsync(
        string project, LockHolder holder, TimeSpan wait, Action<string> tell, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var watch = new Watch();
        string? tookOver = null;
        LockHolder? waitedFor = null;

        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var found = await locks.FindAsync(project, cancellationToken);
            if (found is null)
            {
                if (await locks.CreateAsync(project, holder, cancellationToken) is { } id)
                {
                    if (tookOver is not null)
                    {
                        tell(tookOver);
                    }

                    return new(id, project, holder);
                }

                // Somebody was quicker; the next look says who.
                continue;
            }

            if (found.Holder is not { } other)
            {
                throw new ExpectedFailure(
                    $"Project '{project}' cannot be locked: a container that is no lock has the lock's name.",
                    $"Expected no container called '{found.Name}' but a lock of this build.",
                    $"Nothing was changed. If it may go, remove it: docker rm {found.Id[..Math.Min(12, found.Id.Length)]}");
            }

            if (other.Token == holder.Token)
            {
                // The engine made it, and its answer did not come through.
                return new(found.Id, project, holder);
            }

            switch (await JudgeAsync(found, other, watch, cancellationToken))
            {
                case Standing.Gone:
                    await WaitForLeftoversAsync(other, cancellationToken);
                    await locks.RemoveAsync(found.Id, cancellationToken);
                    tookOver = $"Took over a stale lock of project '{project}': its holder is gone, {watch.Reason}. It was {LockText.Of(other, time.GetUtcNow())}.";
                    continue;

                case Standing.Watched:
                    if (!watch.IsTold)
                    {
                        watch.IsTold = true;
                        tell(FormattableString.Invariant($"The lock of project '{project}' looks abandoned; watching it for a sign of life, {LockTimes.Silence.TotalSeconds:0} s at most: {LockText.Of(other, time.GetUtcNow())}."));
                    }

                    break;

                default:
                    if (time.GetElapsedTime(began) >= wait)
                    {
                        throw new LockHeld(project, other, time.GetUtcNow(), wait);
                    }

                    if (waitedFor?.Token != other.Token)
                    {
                        waitedFor = other;
                        tell($"Waiting for another run on project '{project}': {LockText.Of(other, time.GetUtcNow())}.");
                    }

                    break;
            }

            await Task.Delay(LockTimes.Look, time, cancellationToken);
        }
    }

    private async Task<Standing> JudgeAsync(LockFacts found, LockHolder other, Watch watch, CancellationToken cancellationToken)
    {
        if (other.Process is { } process && processes.Runs(process) is { } runs)
        {
            watch.Reason = "its process does not run any more";
            return runs ? Standing.Alive : Standing.Gone;
        }

        var beat = await locks.LastBeatAsync(found.Id, cancellationToken);
        if (watch.Id != found.Id || watch.Beat != beat)
        {
            // A second beat of the same lock is life, whatever the clocks say.
            watch.SawItLive = watch.Id == found.Id;
            (watch.Id, watch.Beat, watch.Since) = (found.Id, beat, time.GetTimestamp());
        }

        if (time.GetElapsedTime(watch.Since) >= LockTimes.Silence)
        {
            watch.Reason = FormattableString.Invariant($"it gave no sign of life for {LockTimes.Silence.TotalSeconds:0} s");
            return Standing.Gone;
        }

        return watch.SawItLive || ((beat ?? other.Since) is { } last && (time.GetUtcNow() - last).Duration() < LockTimes.Silence)
            ? Standing.Alive
            : Standing.Watched;
    }

    // Whoever kills a run may leave its docker commands, which work on.
    private async Task WaitForLeftoversAsync(LockHolder gone, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (processes.StartedBy(gone.Token) is { Count: > 0 } left)
        {
            if (time.GetElapsedTime(began) >= LockTimes.Leftovers)
            {
                throw new ExpectedFailure(
                    "The run that held the lock was killed, but what it had started works on.",
                    FormattableString.Invariant($"Expected it to end within {LockTimes.Leftovers.TotalSeconds:0} s; still there:\n{string.Join('\n', left)}"),
                    "Nothing was changed. End them by their ids (kill ID), then run the same command again.");
            }

            await Task.Delay(LookForLeftovers, time, cancellationToken);
        }
    }

    // A call that was cut off may have made the lock all the same.
    private async Task LeaveNothingAsync(string project, LockHolder holder)
    {
        using var limit = new CancellationTokenSource(TidyLimit);
        try
        {
            if (await locks.FindAsync(project, limit.Token) is { Holder: { } found } left && found.Token == holder.Token)
            {
                await locks.RemoveAsync(left.Id, limit.Token);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or ExpectedFailure)
        {
            // The engine does not answer; the failure that is on its way says so. A lock that is left is stale once this process ends.
            return;
        }
    }

    private sealed class Watch
    {
        public string? Id { get; set; }

        public DateTimeOffset? Beat { get; set; }

        public long Since { get; set; }

        public bool SawItLive { get; set; }

        public bool IsTold { get; set; }

        public string Reason { get; set; } = "";
    }
}
