using System.Globalization;
using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>
/// Waits until what compose has started is well: running and healthy, or done where that is its work. Compose's own <c>--wait</c> looks twice a second and for
/// the first time after half of one, which a release that is well at once would wait for, too.
/// </summary>
public sealed class UntilWell(IDockerEngine engine, TimeProvider time)
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(50);

    // A program without a health check that ends as soon as it has read its settings is seen to do so within this.
    private static readonly TimeSpan Settles = TimeSpan.FromMilliseconds(500);

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
    /// <returns>
    /// What is not well, in compose's words where it has some: nothing as soon as each container is; at once when one has ended, is unhealthy or is not
    /// there; and what is still awaited at the limit.
    /// </returns>
    /// <exception cref="EngineUnavailable">The engine does not answer.</exception>
    /// <exception cref="DockerCommandFailure">It did not answer this question up to the limit.</exception>
    public async Task<IReadOnlyList<string>> WaitAsync(ComposeProject project, IReadOnlyCollection<ComposeService> services, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(services);

        var sightings = new Dictionary<string, Sighting>(StringComparer.Ordinal);
        var began = time.GetTimestamp();
        while (true)
        {
            var isOver = time.GetElapsedTime(began) >= limit;
            try
            {
                var found = await LookAsync(project, services, sightings, cancellationToken);
                var lost = found.Where(one => one.Prospect == Prospect.Lost).ToArray();
                if (lost.Length > 0 || isOver || found.Count == 0)
                {
                    return [.. (lost.Length > 0 ? lost : found.AsEnumerable()).Select(one => one.Words)];
                }
            }
            catch (DockerCommandFailure) when (!isOver)
            {
                // An engine that is busy starting containers may be late with one answer: the next look tells.
            }

            await Task.Delay(LookAgainAfter, time, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<(Prospect Prospect, string Words)>> LookAsync(
        ComposeProject project, IReadOnlyCollection<ComposeService> services, Dictionary<string, Sighting> sightings, CancellationToken cancellationToken)
    {
        var ownership = new ProjectOwnership(project.Name);
        var containers = (await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken)).Where(ownership.IsServicesOwn)
            .ToLookup(container => container.Labels.GetValueOrDefault(ImageLabels.Service), StringComparer.Ordinal);
        var missing = services.Where(service => service.Replicas > 0 && !containers[service.Name].Any())
            .Select(service => (Prospect.Lost, $"service {service.Name} has no container"));
        return
        [
            .. missing,
            .. services.SelectMany(service => containers[service.Name].Select(container => Of(service, container, sightings))).Where(one => one.Prospect != Prospect.Well),
        ];
    }

    // One that is started again and again may yet come up, within the limit: it may wait for another in its own way.
    private (Prospect Prospect, string Words) Of(ComposeService service, ContainerFacts container, Dictionary<string, Sighting> sightings) => container switch
    {
        { State: ContainerState.Exited } => service.EndsByItself && container.ExitCode == 0
            ? (Prospect.Well, "")
            : (Prospect.Lost, string.Create(CultureInfo.InvariantCulture, $"container {container.Name} exited ({container.ExitCode})")),
        { State: ContainerState.Dead } => (Prospect.Lost, $"container {container.Name} is dead"),
        { State: not ContainerState.Running } => (Prospect.Open, $"container {container.Name} does not run: {container.State.ToString().ToLowerInvariant()}"),
        { Health: ContainerHealth.Unhealthy } => (Prospect.Lost, $"container {container.Name} is unhealthy"),
        { Health: ContainerHealth.Starting } => (Prospect.Open, $"container {container.Name} is not healthy yet"),
        _ when service.EndsByItself => (Prospect.Open, $"container {container.Name} has not ended"),
        { Health: ContainerHealth.None } when !HasSettled(container, sightings) => (Prospect.Open, $"container {container.Name} has only just started"),
        _ => (Prospect.Well, ""),
    };

    // By this clock and not by the engine's, which may be another machine's.
    private bool HasSettled(ContainerFacts container, Dictionary<string, Sighting> sightings)
    {
        if (!sightings.TryGetValue(container.Id, out var seen) || seen.Started != container.Started)
        {
            sightings[container.Id] = seen = new(container.Started, time.GetTimestamp());
        }

        return time.GetElapsedTime(seen.At) >= Settles;
    }

    private sealed record Sighting(DateTimeOffset? Started, long At);
}
