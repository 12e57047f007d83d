using System.Globalization;
using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>What must be true of containers for a release to be called running.</summary>
public static class RunningClaims
{
    /// <summary>
    /// The service's container exists, runs and is healthy (or has ended well, where that is its work); and, for a service that is built
    /// here, runs the release's very image.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="container">Its container; null when there is none.</param>
    /// <param name="image">The release's image of the service; null when the engine has none, and for a service that is not built.</param>
    public static IEnumerable<Claim> OfContainer(ComposeService service, ContainerFacts? container, ImageFacts? image)
    {
        ArgumentNullException.ThrowIfNull(service);

        yield return service.EndsByItself
            ? new(service.Name, "container has done its work", "exited (0)", container is null ? null : $"{Word(container.State)} ({container.ExitCode})")
            : new(service.Name, "container runs", "running", container is null ? null : Word(container.State));

        // A container without a health check of its own has nothing to say of its health.
        if (container is not null && container.Health != ContainerHealth.None && !service.EndsByItself)
        {
            yield return new(service.Name, "container is healthy", "healthy", Word(container.Health));
        }

        if (service.Build is not null)
        {
            yield return new(service.Name, "container's image is the release's", image?.Id ?? "an image of the release", container?.ImageId);
        }
    }

    /// <summary>As many containers of the service as the project asks for.</summary>
    public static Claim OfReplicas(ComposeService service, int found)
    {
        ArgumentNullException.ThrowIfNull(service);
        return new(service.Name, "containers", service.Replicas.ToString(CultureInfo.InvariantCulture), found.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// A container without a health check has gone on running: the same one, started the same time ago. One that ends again and again
    /// looks well at any single glance.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="before">The container at the first glance.</param>
    /// <param name="now">What has its name now; null for nothing.</param>
    /// <param name="watched">How long it was watched.</param>
    public static Claim OfStaying(ComposeService service, ContainerFacts before, ContainerFacts? now, TimeSpan watched)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(before);

        var stayed = now is { State: ContainerState.Running } && now.Id == before.Id && now.Started == before.Started;
        return new(
            service.Name,
            FormattableString.Invariant($"container without a health check goes on running for {watched.TotalSeconds:0} s"),
            "yes",
            stayed ? "yes" : now is null ? null : $"{Word(now.State)}, {now.RestartCount} restarts, exit code {now.ExitCode}");
    }

    private static string Word(Enum state) => state.ToString().ToLowerInvariant();
}
