using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>
/// Puts the containers of a release in the place of those that run. Of a service that may run twice for a moment
/// (<see cref="ComposeService.StartsFirst"/>) the new container is healthy before the old one is asked to end, so that whoever
/// stands in front of it always finds one of them; all others compose replaces: the old one ends, then the new one starts.
/// </summary>
public sealed class SwitchContainers(IDockerEngine engine, IServiceRunner runner, TimeProvider time)
{
    /// <param name="project">The project.</param>
    /// <param name="release">The release whose images are to run.</param>
    /// <param name="limit">How long services may take to become healthy.</param>
    /// <param name="cancellationToken">Ends the wait; the containers stay as they are then.</param>
    /// <returns>Whether everything came up in time. When a container that was started beside another did not, the other still runs.</returns>
    public async Task<StartAttempt> RunAsync(ComposeProject project, Release release, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(release);

        foreach (var service in project.Services.Where(service => service.StartsFirst))
        {
            var serving = await OnlyOneAsync(project, service, release, cancellationToken);
            var beside = await StartBesideAsync(project, service, release, serving, limit, cancellationToken);
            if (!beside.IsUp)
            {
                return beside;
            }
        }

        var attempt = await runner.StartAsync(project, release.Id.Value, limit, cancellationToken);
        await NameAsync(project, cancellationToken);
        return attempt;
    }

    // The one that serves; what a start that failed or was interrupted left beside it goes. Null for none.
    private async Task<ContainerFacts?> OnlyOneAsync(ComposeProject project, ComposeService service, Release release, CancellationToken cancellationToken)
    {
        var containers = await ContainersOfAsync(project, service, cancellationToken);
        if (containers.Count < 2)
        {
            return containers.Count == 0 ? null : containers[0];
        }

        var image = release.ImageOf(service.Name)?.Image.Id;
        var kept = containers.OrderByDescending(IsServing).ThenByDescending(container => container.ImageId == image).ThenBy(container => container.Created).First();
        foreach (var container in containers.Where(container => container.Id != kept.Id))
        {
            await ReplaceAsync(container, cancellationToken);
        }

        return kept;
    }

    private async Task<StartAttempt> StartBesideAsync(
        ComposeProject project, ComposeService service, Release release, ContainerFacts? old, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (old is null || !IsServing(old) || old.ImageId == release.ImageOf(service.Name)?.Image.Id)
        {
            // Nothing serves that could go on serving, or nothing is to be replaced.
            return new(IsUp: true, []);
        }

        var attempt = await runner.StartBesideAsync(project, release.Id.Value, service.Name, limit, cancellationToken);
        var fresh = (await ContainersOfAsync(project, service, cancellationToken)).SingleOrDefault(container => container.Id != old.Id);
        if (!attempt.IsUp || fresh is null || !IsServing(fresh))
        {
            return attempt with { IsUp = false };
        }

        // A proxy in front may keep what the engine's name service told it: until that is over it may know the old container alone.
        // By the engine's clock and this one's: where the two disagree, the wait is the whole or none, and the proxy asks again.
        var known = time.GetUtcNow() - (fresh.Started ?? time.GetUtcNow());
        if (known < service.NamesKept)
        {
            await Task.Delay(known < TimeSpan.Zero ? service.NamesKept : service.NamesKept - known, time, cancellationToken);
        }

        // The one that serves goes only for one that still does: a program may end soon after it was well.
        if (await engine.FindContainerAsync(fresh.Id, cancellationToken) is not { } now || now.Started != fresh.Started || !IsServing(now))
        {
            return attempt with { IsUp = false };
        }

        await ReplaceAsync(old, cancellationToken);
        return attempt;
    }

    private async Task ReplaceAsync(ContainerFacts container, CancellationToken cancellationToken)
    {
        await engine.StopContainerAsync(container.Id, cancellationToken);
        await engine.RemoveContainerAsync(container.Id, cancellationToken);
    }

    // Compose counts the containers of such a service up, release by release. People look for them under one name.
    private async Task NameAsync(ComposeProject project, CancellationToken cancellationToken)
    {
        foreach (var service in project.Services.Where(service => service.StartsFirst))
        {
            var name = $"{project.Name}-{service.Name}";
            if (await ContainersOfAsync(project, service, cancellationToken) is [var only]
                && only.Name != name
                && await engine.FindContainerAsync(name, cancellationToken) is null)
            {
                await engine.RenameContainerAsync(only.Id, name, cancellationToken);
            }
        }
    }

    private async Task<IReadOnlyList<ContainerFacts>> ContainersOfAsync(ComposeProject project, ComposeService service, CancellationToken cancellationToken)
    {
        var ownership = new ProjectOwnership(project.Name);
        return [.. (await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken))
            .Where(container => ownership.IsServicesOwn(container) && container.Labels.GetValueOrDefault(ImageLabels.Service) == service.Name)];
    }

    private static bool IsServing(ContainerFacts container) =>
        container is { State: ContainerState.Running, Health: ContainerHealth.Healthy or ContainerHealth.None, IsUninspectable: false };
}
