using Olympian.Deployment.Images;
using Olympian.Deployment.Runs;

namespace Olympian.Deployment.Releases;

/// <summary>Checks, against the engine and the published ports, that a release runs.</summary>
public sealed class ProveRunning(IDockerEngine engine, IBuildInfoClient client, TimeProvider time)
{
    // A proxy in front may remember the address of the container before for a moment; it forgets within this.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    // Longer than a program usually takes to find out that it cannot work.
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(10);

    /// <summary>Every claim, whether it holds or not.</summary>
    public async Task<IReadOnlyList<Claim>> RunAsync(ComposeProject project, Release release, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(release);

        var ownership = new ProjectOwnership(project.Name);
        var containers = (await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken))
            .Where(ownership.IsServicesOwn).ToArray();

        var claims = new List<Claim>();
        var unwatched = new List<(ComposeService Service, ContainerFacts Container)>();
        foreach (var service in project.Services)
        {
            var image = service.Build is null ? null : release.ImageOf(service.Name)?.Image;
            // A service may have several replicas; each must be what the release says.
            var replicas = containers.Where(container => container.Labels.GetValueOrDefault(ImageLabels.Service) == service.Name).ToArray();
            if (service.Replicas != 1 || replicas.Length > 1)
            {
                claims.Add(RunningClaims.OfReplicas(service, replicas.Length));
            }

            if (service.Replicas == 0)
            {
                continue;
            }

            foreach (var container in replicas.Cast<ContainerFacts?>().DefaultIfEmpty())
            {
                claims.AddRange(RunningClaims.OfContainer(service, container, image));
                claims.AddRange(await FileAsync(service, container, image, cancellationToken));
                if (container is { State: ContainerState.Running, Health: ContainerHealth.None } && !service.EndsByItself)
                {
                    unwatched.Add((service, container));
                }
            }

            // A proxy that is not built here hands the question on; any image of the release says what the answer must be.
            var asked = service.Build is null && release.Images.Count > 0 ? release.Images[0].Image : image;
            if (service.BuildInfoPath is { } path && asked is not null)
            {
                claims.AddRange(await AnswerAsync(service, path, asked, cancellationToken));
            }
        }

        claims.AddRange(await WatchAsync(unwatched, cancellationToken));
        return claims;
    }

    // What the container itself holds, not only its image: a volume over the files would keep an older build's.
    private async Task<IEnumerable<Claim>> FileAsync(
        ComposeService service, ContainerFacts? container, ImageFacts? image, CancellationToken cancellationToken) =>
        service.BuildInfoFile is { } path && container is not null && image is not null && container.ImageId == image.Id
            ? ImageClaims.OfBuildInfoFile(service.Name, path, await engine.ReadContainerFileAsync(container.Id, path, cancellationToken), image)
            : [];

    private async Task<IReadOnlyList<Claim>> WatchAsync(
        List<(ComposeService Service, ContainerFacts Container)> unwatched, CancellationToken cancellationToken)
    {
        if (unwatched.Count == 0)
        {
            return [];
        }

        await Task.Delay(Watched, time, cancellationToken);
        var claims = new List<Claim>();
        foreach (var (service, container) in unwatched)
        {
            var now = await engine.FindContainerAsync(container.Name, cancellationToken);
            claims.Add(RunningClaims.OfStaying(service, container, now, Watched));
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
        var pause = new GrowingPause(time);
        while (true)
        {
            Claim[] claims = [.. ImageClaims.OfBuildInfo(
                service.Name, path, BuildInfo.OfLabels(image.Labels), await client.AskAsync(service.Ports[0], path, cancellationToken))];

            if (claims.All(claim => claim.Holds) || time.GetElapsedTime(began) > AnswerLimit)
            {
                return claims;
            }

            await pause.NextAsync(cancellationToken);
        }
    }
}
