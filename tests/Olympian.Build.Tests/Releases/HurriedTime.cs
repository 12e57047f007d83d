namespace Olympian.Build.Tests.Releases;

/// <summary>A clock that waits for nobody: whoever asks for a delay gets it at once, and the clock has gone on by it.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private TimeSpan gone;

    /// <summary>How much time was waited away.</summary>
    public TimeSpan Gone => gone;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => gone.Ticks;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 11, 22, 14, 0, 0, TimeSpan.Zero) + gone;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        gone += dueTime;
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Spent();
    }

    private sealed class Spent : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
