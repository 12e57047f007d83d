using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>What must be true of containers for a release to be called running.</summary>
public static class RunningClaims
{
    /// <summary>The service's container exists, runs, is healthy, and runs the release's very image.</summary>
    /// <param name="service">The service.</param>
    /// <param name="container">Its container; null when there is none.</param>
    /// <param name="image">The release's image of the service; null when the engine has none.</param>
    public static IEnumerable<Claim> OfContainer(ComposeService service, ContainerFacts? container, ImageFacts? image)
    {
        ArgumentNullException.ThrowIfNull(service);

        yield return new(service.Name, "container runs", "running", container is null ? null : Word(container.State));

        // A container without a health check of its own has nothing to say of its health.
        if (container is not null && container.Health != ContainerHealth.None)
        {
            yield return new(service.Name, "container is healthy", "healthy", Word(container.Health));
        }

        yield return new(service.Name, "container's image is the release's", image?.Id ?? "an image of the release", container?.ImageId);
    }

    private static string Word(Enum state) => state.ToString().ToLowerInvariant();
}
