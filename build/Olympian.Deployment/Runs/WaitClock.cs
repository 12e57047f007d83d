namespace Olympian.Deployment.Runs;

/// <summary>
/// The clock of a run's own course of work. Whoever pauses does so by this clock, which adds up the time in which a pause was under way: time
/// in which nothing worked. Two pauses at once are one wait.
/// </summary>
/// <remarks>
/// Pauses are told by the timers that <see cref="Task.Delay(TimeSpan, TimeProvider)"/> asks for, so that no wait can forget to be counted. What
/// pauses beside the work and holds nobody up, such as the lock's signs of life, has a clock of its own; limits of work are set by none.
/// </remarks>
/// <param name="clock">The clock that tells the time.</param>
public sealed class WaitClock(TimeProvider clock) : TimeProvider
{
    private readonly Lock turn = new();
    private int pauses;
    private long began;
    private TimeSpan waited;

    /// <summary>How long the run has waited up to now, pauses under way included.</summary>
    public TimeSpan Waited
    {
        get
        {
            lock (turn)
            {
                return pauses > 0 ? waited + clock.GetElapsedTime(began) : waited;
            }
        }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    /// <inheritdoc/>
    public override long GetTimestamp() => clock.GetTimestamp();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    /// <summary>Adds what a program of somebody else's waited in the run's place.</summary>
    public void Add(TimeSpan wait)
    {
        lock (turn)
        {
            waited += wait;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var pause = new Pause(this);
        return pause.Over(clock.CreateTimer(
            given =>
            {
                // Before whoever waits goes on: what it does then is work.
                pause.End();
                callback(given);
            },
            state,
            dueTime,
            period));
    }

    private void Begin()
    {
        lock (turn)
        {
            if (pauses++ == 0)
            {
                began = clock.GetTimestamp();
            }
        }
    }

    private void End()
    {
        lock (turn)
        {
            if (--pauses == 0)
            {
                waited += clock.GetElapsedTime(began);
            }
        }
    }

    private sealed class Pause : ITimer
    {
        private readonly WaitClock waits;
        private ITimer? timer;
        private int ended;

        public Pause(WaitClock waits)
        {
            this.waits = waits;
            waits.Begin();
        }

        public Pause Over(ITimer of)
        {
            timer = of;
            return this;
        }

        public void End()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0)
            {
                waits.End();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer!.Change(dueTime, period);

        public void Dispose()
        {
            End();
            timer?.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            End();
            return timer?.DisposeAsync() ?? ValueTask.CompletedTask;
        }
    }
}
