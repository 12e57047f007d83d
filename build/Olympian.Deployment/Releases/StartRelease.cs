using Olympian.Deployment.Diagnosis;
using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>
/// Starts a verified release, the newest unless one is named, and proves that it is what runs. Only then does it become the current one, and the one before
/// it the previous.
/// </summary>
public sealed class StartRelease(IDockerEngine engine, SwitchContainers switching, ISwitchProbe probe, ProveRunning proof, ContainerLogs logs)
{
    /// <exception cref="ExpectedFailure">There is no release to start, or its containers did not become healthy.</exception>
    /// <exception cref="ClaimsRefuted">Something else runs than the release says.</exception>
    /// <param name="project">The project.</param>
    /// <param name="built">
    /// The release this very run built: that one is started and no other, whatever the engine holds besides. Null for the newest.
    /// </param>
    /// <param name="limit">How long services may take to become healthy.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<StartedRelease> RunAsync(
        ComposeProject project, ReleaseId? built, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);

        var services = project.BuiltServices.Select(service => service.Name).ToArray();
        if (services.Length == 0)
        {
            // Any release would do for no services, and starting it would sweep away the services it has as orphans.
            throw new UsageFailure(
                $"Project '{project.Name}' has no service that is built, so no release of it can be started.",
                "Expected at least one service with 'build' in the compose file.",
                "Name the right file: ./build.sh --target=UpProd --compose-file=PATH");
        }

        var catalogue = await CatalogueAsync(project, cancellationToken);
        var release = (built is null ? catalogue.NewestVerified(services) : catalogue.Find(built)) is { } found && found.IsCompleteFor(services)
            ? found
            : throw new ExpectedFailure(
            built is null ? $"Project '{project.Name}' has no verified release to start." : $"Release {built} of project '{project.Name}' is no longer there to start.",
            $"Expected a verified image for each of: {string.Join(", ", services)}.",
            "Build one: ./build.sh --target=BuildProdUltraClean");

        await EnsureTagsStandAsync(project, release, cancellationToken);
        await RemoveNeverStartedAsync(project, cancellationToken);
        foreach (var container in await InTheWayAsync(project, cancellationToken))
        {
            await engine.StopContainerAsync(container.Id, cancellationToken);
            await engine.RemoveContainerAsync(container.Id, cancellationToken);
        }

        await using var watch = await WatchAsync(project, cancellationToken);

        // Compose has been seen to end well when its own wait had run out: what counts is what the containers say.
        var attempt = await switching.RunAsync(project, release, limit, cancellationToken);
        if (!attempt.IsUp || await IsAnyNotHealthyAsync(project, cancellationToken))
        {
            throw await NotHealthyAsync(project, release.Id, limit, attempt.LastLines, cancellationToken);
        }

        var claims = await proof.RunAsync(project, release, cancellationToken);
        if (claims.Any(claim => !claim.Holds))
        {
            throw new ClaimsRefuted(
                $"Release {release.Id} was started, but it is not what runs.",
                claims,
                "See what runs: ./build.sh --target=Status; and what it says: ./build.sh --target=Logs");
        }

        IReadOnlyList<ServiceGap> gaps = watch is null ? [] : await watch.EndAsync();
        await MakeCurrentAsync(project, release, catalogue.Current, cancellationToken);
        return new(release.Id, [.. release.Images.Select(image => image.Image)], claims) { Gaps = gaps };
    }

    /// <summary>
    /// Containers of the project that compose stumbles over, because the engine cannot inspect them: they are stopped and removed right before
    /// their successors start.
    /// </summary>
    public async Task<IReadOnlyList<ContainerFacts>> InTheWayAsync(ComposeProject project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);

        var ownership = new ProjectOwnership(project.Name);
        return [.. (await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken))
            .Where(container => container.IsUninspectable && ownership.IsServicesOwn(container))];
    }

    private async Task<ReleaseCatalogue> CatalogueAsync(ComposeProject project, CancellationToken cancellationToken) => ReleaseCatalogue.Of(
        project.Name,
        await engine.ImagesWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken),
        await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken));

    // Compose starts what a tag names. Whoever moved one meanwhile must not have another image started in the release's name.
    private async Task EnsureTagsStandAsync(ComposeProject project, Release release, CancellationToken cancellationToken)
    {
        var claims = new List<Claim>();
        foreach (var service in project.BuiltServices)
        {
            var tag = ReleaseTags.Verified(project.Name, service.Name, release.Id.Value);
            var named = await engine.FindImageAsync(tag, cancellationToken);
            claims.Add(new(service.Name, $"the tag {tag} names the verified image", release.ImageOf(service.Name)!.Image.Id, named?.Id));
        }

        if (claims.Any(claim => !claim.Holds))
        {
            throw new ClaimsRefuted(
                $"Release {release.Id} was not started: its tags do not name its images.",
                claims,
                "Nothing that runs was changed. Build it again: ./build.sh --target=BuildProdUltraClean");
        }
    }

    // Where nothing serves nobody is interrupted.
    private async Task<ISwitchWatch?> WatchAsync(ComposeProject project, CancellationToken cancellationToken)
    {
        var ownership = new ProjectOwnership(project.Name);
        return (await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken))
            .Any(container => ownership.IsServicesOwn(container) && container.State == ContainerState.Running)
            ? await probe.BeginAsync(project, cancellationToken)
            : null;
    }

    private async Task<bool> IsAnyNotHealthyAsync(ComposeProject project, CancellationToken cancellationToken)
    {
        var ownership = new ProjectOwnership(project.Name);
        return (await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken))
            .Any(container => ownership.IsServicesOwn(container)
                && container is { State: ContainerState.Running, Health: ContainerHealth.Starting or ContainerHealth.Unhealthy });
    }

    // A start that was interrupted leaves, beside the container that runs, its half-made successor under a name of compose's own;
    // compose stumbles over it: it stops the one that runs and then finds the name taken. Nothing ever ran in these.
    private async Task RemoveNeverStartedAsync(ComposeProject project, CancellationToken cancellationToken)
    {
        var ownership = new ProjectOwnership(project.Name);
        var containers = await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken);
        foreach (var container in containers.Where(ownership.IsServicesOwn).Where(container => container.State == ContainerState.Created))
        {
            await engine.RemoveContainerAsync(container.Id, cancellationToken);
        }
    }

    private async Task MakeCurrentAsync(ComposeProject project, Release release, Release? before, CancellationToken cancellationToken)
    {
        if (before is not null && before.Id != release.Id)
        {
            foreach (var image in before.Images)
            {
                await engine.TagAsync(image.Image.Id, ReleaseTags.Previous(project.Name, image.Service), cancellationToken);
            }
        }

        foreach (var image in release.Images)
        {
            await engine.TagAsync(image.Image.Id, ReleaseTags.Current(project.Name, image.Service), cancellationToken);
        }
    }

    private async Task<ExpectedFailure> NotHealthyAsync(
        ComposeProject project, ReleaseId release, TimeSpan limit, IReadOnlyList<string> composeSaid, CancellationToken cancellationToken)
    {
        var ownership = new ProjectOwnership(project.Name);
        var ours = (await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken))
            .Where(ownership.IsServicesOwn);
        var lines = new List<string>();
        var printed = new List<string>(composeSaid);

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

        return new(
            $"Release {release} did not become healthy.",
            lines.Count == 0
                ? FormattableString.Invariant($"Expected every container healthy within {limit.TotalSeconds:0} s; compose could not start one, and says why above.")
                : FormattableString.Invariant($"Expected every container healthy within {limit.TotalSeconds:0} s; found:\n") + string.Join('\n', lines),
            NextStep.Of(printed, "See more: ./build.sh --target=Logs; give it more time: --wait-timeout=5m"));
    }

    private static bool IsWell(ContainerFacts container) =>
        container is { State: ContainerState.Running, Health: ContainerHealth.Healthy or ContainerHealth.None, RestartCount: 0 };
}
