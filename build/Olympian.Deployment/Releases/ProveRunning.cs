using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>Checks, against the engine and the published ports, that a release runs.</summary>
public sealed class ProveRunning(IDockerEngine engine, IBuildInfoClient client, TimeProvider time)
{
    // A proxy in front may remember the address of the container before for a moment; it forgets within this.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(200);

    /// <summary>Every claim, whether it holds or not.</summary>
    public async Task<IReadOnlyList<Claim>> RunAsync(ComposeProject project, Release release, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(release);

        var ownership = new ProjectOwnership(project.Name);
        var containers = (await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken))
            .Where(ownership.IsServicesOwn).ToArray();

        var claims = new List<Claim>();
        foreach (var service in project.BuiltServices)
        {
            var image = release.ImageOf(service.Name)?.Image;
            // A service may have several replicas; each must be what the release says.
            var replicas = containers.Where(container => container.Labels.GetValueOrDefault(ImageLabels.Service) == service.Name).ToArray();

            foreach (var container in replicas.Cast<ContainerFacts?>().DefaultIfEmpty())
            {
                claims.AddRange(RunningClaims.OfContainer(service, container, image));
            }

            if (service.BuildInfoPath is { } path && image is not null)
            {
                claims.AddRange(await AnswerAsync(service, path, image, cancellationToken));
            }
        }

        return claims;
    }

    private async Task<IReadOnlyList<Claim>> AnswerAsync(
        ComposeService service, string path, ImageFacts image, CancellationToken cancellationToken)
    {
        if (service.Ports.Count == 0)
        {
            return [new(service.Name, $"{path} can be asked", "a published port", null)];
        }

        var began = time.GetTimestamp();
        while (true)
        {
            Claim[] claims = [.. ImageClaims.OfBuildInfo(
                service.Name, path, BuildInfo.OfLabels(image.Labels), await client.AskAsync(service.Ports[0], path, cancellationToken))];

            if (claims.All(claim => claim.Holds) || time.GetElapsedTime(began) > AnswerLimit)
            {
                return claims;
            }

            await Task.Delay(AskAgainAfter, time, cancellationToken);
        }
    }
}
