using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;

namespace Olympian.Deployment.OfflineHealing;

/// <summary>
/// Looks for images of a project that a running engine does not know any more, because its layer database is damaged: asked itself, it shows nothing
/// at all, and listing its build cache fails.
/// </summary>
public sealed class FindUnknownLayers(IDockerEngine engine, IStoreLocator locator)
{
    /// <param name="project">The project's name.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What would heal it; null where there is nothing of the kind, or where the engine's files cannot be read.</returns>
    /// <exception cref="UnknownToTheEngine">There are some of this project's, or that it is built upon.</exception>
    /// <exception cref="Stores.StorageFailure">The disk or its file system fails.</exception>
    public async Task<OfflinePlan?> EnsureNoneAsync(string project, CancellationToken cancellationToken)
    {
        var access = await locator.LocateAsync(await engine.InfoAsync(cancellationToken), cancellationToken);
        if (access.Store is not { } files)
        {
            return null;
        }

        var plan = PlanOfflineHealing.Of(project, files, cancellationToken);
        return plan.Concerned.Count == 0 ? plan : throw new UnknownToTheEngine(plan);
    }
}
