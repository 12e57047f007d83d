using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Releases;

namespace Olympian.Deployment.Healing;

/// <summary>Looks into everything of a project, and finds out what has to happen for its damage to go.</summary>
public sealed class FindDamage(IDockerEngine engine, ReleaseInventory inventory, IImageVerifier verifier)
{
    /// <param name="project">The project.</param>
    /// <param name="ways">The ways to look; none for the strongest that the engine allows.</param>
    /// <param name="journal">Told how far it is.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ExpectedFailure">The engine has nothing of the project, or a way that was asked for is not possible.</exception>
    public async Task<ProjectDamage> RunAsync(
        ComposeProject project, IReadOnlyList<Way> ways, IVerificationJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);

        var images = await inventory.OfEveryReleaseAsync(project, cancellationToken);
        var report = await verifier.RunAsync(images, ways, journal, cancellationToken);
        var snapshot = new EngineSnapshot(
            await engine.ImagesAsync(cancellationToken),
            await engine.ContainersAsync(cancellationToken),
            await engine.BuildCacheAsync(cancellationToken));

        var ownership = new ProjectOwnership(project.Name);
        var ours = snapshot.Images.Where(ownership.Owns).ToArray();
        string[] chains = [.. report.Findings.SelectMany(finding => finding.Chains).Distinct(StringComparer.Ordinal)];
        Bases.ImageReference[] bases = [.. ours.SelectMany(BaseRecord.NamesOf).Distinct()];
        var holders = LayerHolders.Of(project.Name, chains, bases, snapshot, report.ImagesDamagedAsSuch);

        var damaged = report.Findings.SelectMany(finding => finding.ImageIds).ToHashSet(StringComparer.Ordinal);
        // By the container where there is one: the engine forgets an image whose configuration is damaged, and the container runs on.
        var running = snapshot.Containers.FirstOrDefault(container =>
            ownership.IsServicesOwn(container) && container.State == ContainerState.Running && damaged.Contains(container.ImageId));
        var current = ReleaseCatalogue.Of(project.Name, ours, snapshot.Containers).Current?.Images
            .FirstOrDefault(image => damaged.Contains(image.Image.Id));
        return new(
            report,
            chains,
            bases,
            holders,
            (running?.Labels ?? current?.Image.Labels)?.GetValueOrDefault(ImageLabels.SourceHash),
            running is not null);
    }
}
