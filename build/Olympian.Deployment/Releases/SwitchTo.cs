using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>
/// Puts one release in the place of what runs and proves that it is what runs. Knows nothing of any other release: what happens when it
/// fails is decided by whoever asks.
/// </summary>
public sealed class SwitchTo(IDockerEngine engine, SwitchContainers containers, ProveRunning proof, ContainerLogs logs, TimeProvider time)
{
    /// <returns>Every claim that was checked; all of them hold.</returns>
    /// <exception cref="DidNotComeUp">Its containers did not become healthy; the message has their last lines.</exception>
    /// <exception cref="ClaimsRefuted">Something else runs than the release says.</exception>
    public async Task<IReadOnlyList<Claim>> RunAsync(ComposeProject project, Release release, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(release);

        var there = await OwnAsync(project, cancellationToken);
        await RemoveNeverStartedAsync(there, cancellationToken);
        await LetGoOnAsync(there, cancellationToken);
        foreach (var container in there.Where(container => container is { IsUninspectable: true, State: not ContainerState.Created }))
        {
            await engine.StopContainerAsync(container.Id, cancellationToken);
            await engine.RemoveContainerAsync(container.Id, cancellationToken);
        }

        // Compose has been seen to end well when its own wait had run out: what counts is what the containers say.
        var attempt = await containers.RunAsync(project, release, limit, cancellationToken);
        if (!attempt.IsUp || await IsAnyNotHealthyAsync(project, cancellationToken))
        {
            throw await NotHealthyAsync(project, release.Id, limit, attempt, cancellationToken);
        }

        var claims = await proof.RunAsync(project, release, cancellationToken);
        return claims.All(claim => claim.Holds) ? claims : throw new ClaimsRefuted(
            $"Release {release.Id} was started, but it is not what runs.",
            claims,
            "See what runs: ./build.sh --target=Status; and what it says: ./build.sh --target=Logs");
    }

    /// <summary>
    /// Containers of the project that compose stumbles over, because the engine cannot inspect them: they are stopped and removed right before
    /// their successors start.
    /// </summary>
    public async Task<IReadOnlyList<ContainerFacts>> InTheWayAsync(ComposeProject project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return [.. (await OwnAsync(project, cancellationToken)).Where(container => container.IsUninspectable)];
    }

    private async Task<IReadOnlyList<ContainerFacts>> OwnAsync(ComposeProject project, CancellationToken cancellationToken)
    {
        var ownership = new ProjectOwnership(project.Name);
        return [.. (await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken)).Where(ownership.IsServicesOwn)];
    }

    private async Task<bool> IsAnyNotHealthyAsync(ComposeProject project, CancellationToken cancellationToken) =>
        (await OwnAsync(project, cancellationToken))
            .Any(container => container is { State: ContainerState.Running, Health: ContainerHealth.Starting or ContainerHealth.Unhealthy });

    // A start that was interrupted leaves, beside the container that runs, its half-made successor under a name of compose's own;
    // compose stumbles over it: it stops the one that runs and then finds the name taken. Nothing ever ran in these.
    private async Task RemoveNeverStartedAsync(IEnumerable<ContainerFacts> there, CancellationToken cancellationToken)
    {
        foreach (var container in there.Where(container => container.State == ContainerState.Created))
        {
            await engine.RemoveContainerAsync(container.Id, cancellationToken);
        }
    }

    // A backup that was killed leaves containers paused, and compose can neither start nor wait for one that is.
    private async Task LetGoOnAsync(IEnumerable<ContainerFacts> there, CancellationToken cancellationToken)
    {
        string[] paused = [.. there.Where(container => container.State == ContainerState.Paused).Select(container => container.Id)];
        foreach (var container in paused)
        {
            await engine.UnpauseContainerAsync(container, cancellationToken);
        }

        await AfterPause.WaitAsync(engine, paused, time, cancellationToken);
    }

    private async Task<DidNotComeUp> NotHealthyAsync(
        ComposeProject project, ReleaseId release, TimeSpan limit, StartAttempt attempt, CancellationToken cancellationToken)
    {
        var ours = await OwnAsync(project, cancellationToken);
        var lines = new List<string>();
        var printed = new List<string>([.. attempt.LastLines, .. attempt.NotWell]);

        foreach (var container in ours.Where(container => !IsWell(container)))
        {
            var why = container.Error.Length > 0 ? $": {container.Error}" : "";
            var ended = container.State is ContainerState.Exited or ContainerState.Restarting or ContainerState.Dead
                ? $", exit code {container.ExitCode}, {container.RestartCount} restarts" : "";
            lines.Add($"{container.Name}: {container.State.ToString().ToLowerInvariant()}, {container.Health.ToString().ToLowerInvariant()}{ended}{why}");
            var last = await logs.LastLinesAsync(container.Id, 20, cancellationToken);
            lines.AddRange(last.Select(line => $"  {line}"));

            // Of a container's own words only the runtime's are Docker's; an application may say anything.
            printed.AddRange(last.Where(line => line.StartsWith("exec /", StringComparison.Ordinal)).Prepend(container.Error));
        }

        // What was not well when the wait ended may be by now, or has no container to show.
        lines.AddRange(lines.Count == 0 ? attempt.NotWell : []);

        return new(
            $"Release {release} did not become healthy.",
            lines.Count == 0
                ? FormattableString.Invariant($"Expected every container healthy within {limit.TotalSeconds:0} s; compose could not start one, and says why above.")
                : FormattableString.Invariant($"Expected every container healthy within {limit.TotalSeconds:0} s; found:\n") + string.Join('\n', lines),
            printed,
            "See more: ./build.sh --target=Logs; give it more time: --wait-timeout=5m");
    }

    private static bool IsWell(ContainerFacts container) =>
        container is { State: ContainerState.Running, Health: ContainerHealth.Healthy or ContainerHealth.None, RestartCount: 0 };
}
