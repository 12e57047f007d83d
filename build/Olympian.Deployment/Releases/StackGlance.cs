using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>What runs of a project, by its containers alone: enough to say, after a run that was broken off, what it left running.</summary>
/// <param name="Containers">The ids of those that run.</param>
/// <param name="Releases">The releases that they are of, the newest first.</param>
/// <param name="Lacking">Services of which no container runs and is well.</param>
public sealed record StackGlance(IReadOnlySet<string> Containers, IReadOnlyList<string> Releases, IReadOnlyList<string> Lacking)
{
    private const string ServiceLabel = "com.docker.compose.service";

    /// <param name="project">The project.</param>
    /// <param name="containers">Containers, of whomever.</param>
    public static StackGlance Of(string project, IEnumerable<ContainerFacts> containers)
    {
        var ownership = new ProjectOwnership(project);
        var ours = containers.Where(ownership.IsServicesOwn).ToArray();
        var running = ours.Where(container => container.State == ContainerState.Running).ToArray();
        var well = running.Where(container => container.Health is ContainerHealth.Healthy or ContainerHealth.None).Select(Service).ToHashSet(StringComparer.Ordinal);
        return new(
            running.Select(container => container.Id).ToHashSet(StringComparer.Ordinal),
            [.. running.Select(container => container.Labels.GetValueOrDefault(ImageLabels.Release)).OfType<string>().Distinct().OrderDescending(StringComparer.Ordinal)],
            [.. ours.Select(Service).Distinct().Where(service => !well.Contains(service)).Order(StringComparer.Ordinal)]);
    }

    /// <summary>What runs now, held against what ran before: sentences for the last line of a run that was broken off.</summary>
    /// <param name="project">The project.</param>
    /// <param name="before">What ran before the run changed anything.</param>
    public string After(string project, StackGlance before)
    {
        ArgumentNullException.ThrowIfNull(before);

        if (Containers.Count == 0)
        {
            return before.Containers.Count == 0
                ? $"Nothing of project '{project}' runs, as before."
                : $"Nothing of project '{project}' runs any more. Start it: ./build.sh --target=UpProd";
        }

        if (Containers.SetEquals(before.Containers))
        {
            return $"Nothing that runs was changed: {Named(Releases)} runs on.";
        }

        if (Releases.Count == 1 && Lacking.Count == 0)
        {
            return before.Releases.Contains(Releases[0]) ? $"The old release {Releases[0]} runs."
                : before.Releases.Count > 0 ? $"The new release {Releases[0]} runs; before it ran {string.Join(", ", before.Releases)}."
                : $"The new release {Releases[0]} runs.";
        }

        var lacking = Lacking.Count > 0 ? $", not well: {string.Join(", ", Lacking)}" : "";
        return $"The stack was left between two states ({Named(Releases)}{lacking}): run UpProd again, which makes it whole: ./build.sh --target=UpProd";
    }

    private static string Named(IReadOnlyList<string> releases) =>
        releases.Count == 0 ? "no release" : $"release {string.Join(" and ", releases)}";

    private static string Service(ContainerFacts container) => container.Labels.GetValueOrDefault(ServiceLabel, container.Name);
}
