using Olympian.Deployment.Images;

namespace Olympian.Build.Console;

/// <summary>What Status shows: every container of the project, and every service that has none.</summary>
internal static class StatusRows
{
    private const string ComposeServiceLabel = "com.docker.compose.service";

    public static readonly IReadOnlyList<string> Headings = ["service", "state", "health", "release", "image", "age", "ports"];

    public static IEnumerable<IReadOnlyList<string>> Of(ComposeProject project, IReadOnlyList<ContainerFacts> containers, DateTimeOffset now)
    {
        var there = containers.ToLookup(container => container.Labels.GetValueOrDefault(ComposeServiceLabel, container.Name), StringComparer.Ordinal);

        return project.Services.Select(service => service.Name)
            .Union(there.Select(group => group.Key))
            .Order(StringComparer.Ordinal)
            .SelectMany(service => there[service].Any()
                ? there[service].Select(container => Row(service, container, now))
                : [[service, "no container", "-", "-", "-", "-", "-"]]);
    }

    private static IReadOnlyList<string> Row(string service, ContainerFacts container, DateTimeOffset now) =>
    [
        service,
        container.State.ToString().ToLowerInvariant() + (container.State == ContainerState.Exited ? $" ({container.ExitCode})" : ""),
        // The engine keeps the last verdict of a container that has ended; it says nothing of now.
        container.State != ContainerState.Running || container.Health == ContainerHealth.None ? "-" : container.Health.ToString().ToLowerInvariant(),
        container.Labels.GetValueOrDefault(ImageLabels.Release, "-"),
        // The first twelve digits name an image for people, as docker itself prints them.
        container.ImageId.Replace("sha256:", "", StringComparison.Ordinal)[..12],
        container.State == ContainerState.Running && container.Started is { } started ? Age.Of(now - started) : "-",
        container.Ports.Count == 0 ? "-" : string.Join(", ", container.Ports.Select(port => $"{port.HostAddress}:{port.HostPort}->{port.ContainerPort}/{port.Protocol}")),
    ];
}
