using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>After a restart: waits until the release that runs is healthy again, and proves it.</summary>
public sealed class RestartRelease(IDockerEngine engine, ProveRunning proof, TimeProvider time)
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(200);

    /// <exception cref="ExpectedFailure">Nothing of the project runs.</exception>
    /// <exception cref="ClaimsRefuted">It is not healthy within the limit, or something else runs.</exception>
    public async Task<StartedRelease> ProveAsync(ComposeProject project, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);

        var ownership = new ProjectOwnership(project.Name);
        var began = time.GetTimestamp();
        while (true)
        {
            var containers = (await engine.ContainersWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken))
                .Where(ownership.IsServicesOwn).ToArray();
            var waits = containers.Any(container => container.Health == ContainerHealth.Starting || container.State == ContainerState.Restarting);
            if (waits && time.GetElapsedTime(began) < limit)
            {
                await Task.Delay(LookAgainAfter, time, cancellationToken);
                continue;
            }

            var catalogue = ReleaseCatalogue.Of(
                project.Name, await engine.ImagesWithLabelAsync(ImageLabels.Project, project.Name, cancellationToken), containers);
            var release = catalogue.Running.FirstOrDefault() ?? throw new ExpectedFailure(
                $"Nothing of project '{project.Name}' runs.",
                "Expected the containers of a release after the restart.",
                "Start the last verified one: ./build.sh --target=UpProd");

            var claims = await proof.RunAsync(project, release, cancellationToken);
            return claims.All(claim => claim.Holds)
                ? new(release.Id, [.. release.Images.Select(image => image.Image)], claims)
                : throw new ClaimsRefuted(
                    $"Release {release.Id} was restarted, but not all that is said of it holds.",
                    claims,
                    "See what it says: ./build.sh --target=Logs");
        }
    }
}
