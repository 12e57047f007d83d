using Olympian.Deployment.Images;

namespace Olympian.Deployment.Cleaning;

/// <summary>
/// Maintenance: removes this project's old releases, abandoned candidates and untagged images, and keeps the newest releases besides the
/// running, current and previous ones. Releases that did not come up go, too. Containers, build cache and files are not its business.
/// </summary>
public sealed class PruneReleases(IDockerEngine engine, IBuildFiles files)
{
    /// <param name="project">The project's name.</param>
    /// <param name="keep">How many of the newest verified releases stay.</param>
    /// <param name="planOnly">Tell what would go; remove nothing.</param>
    /// <param name="journal">Where it tells what it does.</param>
    /// <param name="cancellationToken">Stops after the thing in hand.</param>
    /// <exception cref="CleaningFailure">Something is still there; everything was tried.</exception>
    public async Task RunAsync(string project, int keep, bool planOnly, ICleaningJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(journal);

        var snapshot = await SnapshotAsync(project, cancellationToken);
        var plan = CleaningPlan.For(project, snapshot, CleaningScope.OldReleases(keep));

        if (planOnly)
        {
            foreach (var line in CleaningText.Of(plan))
            {
                journal.Tell(line);
            }

            journal.Tell(CleaningText.Sum(plan.Removals));
            return;
        }

        foreach (var kept in plan.Kept)
        {
            journal.Tell(CleaningText.Of(kept));
        }

        await new Cleaner(engine, files, journal).RemoveAsync(plan.Removals, cancellationToken);
    }

    /// <summary>The same after a successful switch, where nothing is told of what stays, and nothing where nothing goes.</summary>
    /// <exception cref="CleaningFailure">Something is still there; everything was tried.</exception>
    public async Task AfterSwitchAsync(string project, int keep, ICleaningJournal journal, CancellationToken cancellationToken)
    {
        var snapshot = await SnapshotAsync(project, cancellationToken);
        if (CleaningPlan.For(project, snapshot, CleaningScope.OldReleases(keep)).Removals is { Count: > 0 } removals)
        {
            await new Cleaner(engine, files, journal).RemoveAsync(removals, cancellationToken);
        }
    }

    private async Task<EngineSnapshot> SnapshotAsync(string project, CancellationToken cancellationToken) => new(
        await engine.ImagesWithLabelAsync(ImageLabels.Project, project, cancellationToken),
        await engine.ContainersAsync(cancellationToken),
        Cache: []);
}
