using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>
/// Makes sure, before anything is changed, that no stranger's container stands in the compose project: compose tells projects apart by
/// name alone, and would replace it or remove it as an orphan.
/// </summary>
public sealed class StrangerCheck(IDockerEngine engine)
{
    /// <exception cref="UsageFailure">There is one; it is named.</exception>
    public async Task EnsureNoneAsync(string project, CancellationToken cancellationToken)
    {
        var ownership = new ProjectOwnership(project);
        var strangers = (await engine.ContainersWithLabelAsync(ProjectOwnership.ComposeProjectLabel, project, cancellationToken))
            .Where(ownership.IsStrangerInTheStack)
            .Select(container => $"'{container.Name}' ({container.ImageReference})")
            .ToArray();

        if (strangers.Length > 0)
        {
            throw new UsageFailure(
                $"The compose project '{project}' holds containers that this build did not start: {string.Join(", ", strangers)}.",
                "Expected only its own: starting the project would replace or remove them.",
                "Choose another name: --project-name=NAME; or, if they may go, remove them by name: docker rm NAME. Nothing was changed.");
        }
    }
}
