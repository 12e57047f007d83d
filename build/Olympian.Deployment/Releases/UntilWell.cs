using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>
/// Waits until what compose has started is well: running and healthy, or done where that is its work. Compose's own <c>--wait</c> looks twice a second and for
/// the first time after half of one, which a release that is well at once would wait for, too.
/// </summary>
public sealed class UntilWell(IDockerEngine engine, TimeProvider time)
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(50);

    private enum Prospect
    {
        Well,
        Open,
        Lost,
    }

    /// <param name="project">The project.</param>
    /// <param name="services">Those that are waited for.</param>
    /// <param name="limit">For how long.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether each container of them is well in time; false at once when one has ended, is unhealthy, or is not there.</returns>
    public async Task<bool> WaitAsync(ComposeProject project, IReadOnlyCollection<ComposeService> services, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(services);

        var ownership = new ProjectOwnership(project.Name);
        var began = time.GetTimestamp();
        while (true)
        {
            var containers = (await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken)).Where(ownership.IsServicesOwn)
                .ToLookup(container => container.Labels.GetValueOrDefault(ImageLabels.Service), StringComparer.Ordinal);
            var worst = services.Where(service => service.Replicas > 0)
                .Select(service => containers[service.Name].Select(container => Of(service, container)).DefaultIfEmpty(Prospect.Lost).Max())
                .DefaultIfEmpty(Prospect.Well).Max();
            if (worst != Prospect.Open || time.GetElapsedTime(began) >= limit)
            {
                return worst == Prospect.Well;
            }

            await Task.Delay(LookAgainAfter, time, cancellationToken);
        }
    }

    // One that is started again and again may yet come up, within the limit: it may wait for another in its own way.
    private static Prospect Of(ComposeService service, ContainerFacts container) => container switch
    {
        { State: ContainerState.Exited } => service.EndsByItself && container.ExitCode == 0 ? Prospect.Well : Prospect.Lost,
        { State: ContainerState.Dead } => Prospect.Lost,
        { State: not ContainerState.Running } => Prospect.Open,
        { Health: ContainerHealth.Unhealthy } => Prospect.Lost,
        { Health: ContainerHealth.Starting } => Prospect.Open,
        _ => service.EndsByItself ? Prospect.Open : Prospect.Well,
    };
}
