namespace Olympian.Build.Tests.Runs;

/// <summary>A clock that stands until a test moves it on; timers whose time has come ring then.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<Timer> timers = [];
    private TimeSpan gone;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => gone.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + gone;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state), gone + dueTime);
        timers.Add(timer);
        return timer;
    }

    /// <summary>Moves it on.</summary>
    public void Pass(double seconds)
    {
        gone += TimeSpan.FromSeconds(seconds);
        foreach (var timer in timers.Where(timer => timer.At <= gone).ToArray())
        {
            timers.Remove(timer);
            timer.Ring();
        }
    }

    private sealed record Timer(ManualTime Time, Action Ring, TimeSpan At) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() => Time.timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
