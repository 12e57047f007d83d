namespace Olympian.Deployment.Locks;

/// <summary>Shows signs of life on a lock for as long as it is held, and notices when it is lost.</summary>
public sealed class KeepLock(IEngineLocks locks, TimeProvider time)
{
    /// <summary>Returns how the lock was lost; null once the token ended it.</summary>
    /// <param name="held">The lock.</param>
    /// <param name="cancellationToken">Ends the keeping.</param>
    public async Task<LockLost?> RunAsync(HeldLock held, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(held);

        var shown = DateTimeOffset.MinValue;
        // From before the engine was asked: nobody can have begun to watch earlier than that.
        var lastTaken = time.GetTimestamp();
        try
        {
            while (true)
            {
                var began = time.GetTimestamp();
                // A clock that was put back must not repeat a beat: only a change is a sign of life.
                shown = time.GetUtcNow() > shown.AddSeconds(1) ? time.GetUtcNow() : shown.AddSeconds(1);
                if (await TryBeatAsync(held, shown, lastTaken, cancellationToken) is not { } stands)
                {
                    if (time.GetElapsedTime(lastTaken) >= LockTimes.Patience)
                    {
                        return new(held.Project, FormattableString.Invariant(
                            $"the engine took no sign of life for {LockTimes.Patience.TotalSeconds:0} s, so that another run may take it"));
                    }
                }
                else if (stands)
                {
                    lastTaken = began;
                }
                else
                {
                    return new(held.Project, "somebody removed it: by Unlock, by docker container prune, or by its id");
                }

                await Task.Delay(LockTimes.Beat, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    // Null when the engine did not take it in time: it may be busy, or be on its way back.
    private async Task<bool?> TryBeatAsync(HeldLock held, DateTimeOffset at, long lastTaken, CancellationToken cancellationToken)
    {
        var left = LockTimes.Patience - time.GetElapsedTime(lastTaken);
        using var limit = new CancellationTokenSource(left > LockTimes.Beat ? left : LockTimes.Beat);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await locks.BeatAsync(held.Id, at, either.Token);
        }
        catch (ExpectedFailure)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
