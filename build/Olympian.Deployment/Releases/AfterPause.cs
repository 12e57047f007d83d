using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>
/// Waits for containers that were paused. The engine calls a container with a health check unhealthy from the moment it is paused until its next check,
/// and whoever looks before that takes a sound service for a broken one.
/// </summary>
public static class AfterPause
{
    // Docker's own time between two checks is 30 s where nobody says another.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(200);

    /// <summary>Returns once each was checked again and is well, or the longest time for that is over: what they are then is theirs.</summary>
    public static async Task WaitAsync(IDockerEngine engine, IReadOnlyCollection<string> containers, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(containers);
        ArgumentNullException.ThrowIfNull(time);

        var began = time.GetTimestamp();
        foreach (var container in containers)
        {
            while (await engine.FindContainerAsync(container, cancellationToken) is { State: ContainerState.Running, Health: ContainerHealth.Unhealthy }
                && time.GetElapsedTime(began) < Longest)
            {
                await Task.Delay(LookAgainAfter, time, cancellationToken);
            }
        }
    }
}
