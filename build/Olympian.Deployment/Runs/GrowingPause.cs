namespace Olympian.Deployment.Runs;

/// <summary>
/// The pauses between looks at something that is about to happen: the first so short that nobody notices it, each longer than the one before, so
/// that a long wait costs no more looks than a person would take.
/// </summary>
/// <param name="time">Whose time passes.</param>
public sealed class GrowingPause(TimeProvider time)
{
    private static readonly TimeSpan[] Steps = [.. new[] { 20, 50, 100, 200, 500 }.Select(length => TimeSpan.FromMilliseconds(length))];

    private int step;

    /// <summary>Waits for 20 ms, then 50, 100, 200, and from then on 500.</summary>
    public Task NextAsync(CancellationToken cancellationToken)
    {
        var pause = Steps[step];
        step = Math.Min(step + 1, Steps.Length - 1);
        return Task.Delay(pause, time, cancellationToken);
    }
}
