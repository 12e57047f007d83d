using Olympian.Deployment.Images;

namespace Olympian.Deployment.Cleaning;

/// <summary>
/// Leaves nothing of this project's former builds that a new one could use again: images no container uses, stopped containers,
/// build cache, <c>.env.build</c>. The running, the previous and the newest releases stay, and so does everything of everybody else.
/// </summary>
public sealed class CleanBuild(IDockerEngine engine, IBuildFiles files)
{
    /// <exception cref="CleaningFailure">Something is still there; everything was tried.</exception>
    public async Task RunAsync(CleanBuildRequest request, ICleaningJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(journal);

        var snapshot = new EngineSnapshot(
            await engine.ImagesWithLabelAsync(ImageLabels.Project, request.Project, cancellationToken),
            await engine.ContainersAsync(cancellationToken),
            await engine.BuildCacheAsync(cancellationToken));
        var scope = CleaningScope.BeforeBuild(request.Downloads, request.Keep);
        // Record by record is of no use where all of them go.
        var plan = CleaningPlan.For(request.Project, snapshot, request.EverybodysBuildCache ? scope with { BuildCache = false } : scope);

        var file = FileOf(request);
        if (request.PlanOnly)
        {
            TellPlan(request, snapshot, plan, file, journal);
            return;
        }

        foreach (var kept in plan.Kept)
        {
            journal.Tell(CleaningText.Of(kept));
        }

        if (request.EverybodysBuildCache)
        {
            await RemoveEverybodysCache(snapshot, journal, cancellationToken);
        }

        await new Cleaner(engine, files, journal).RemoveAsync([.. plan.Removals, .. file], cancellationToken);
    }

    private Removal[] FileOf(CleanBuildRequest request) =>
        files.SizeOf(request.BuildArgumentsFile) is { } bytes
            ? [new Removal(ItemKind.File, request.BuildArgumentsFile, request.BuildArgumentsFile, bytes, "the next build writes its own", [])]
            : [];

    private static void TellPlan(CleanBuildRequest request, EngineSnapshot snapshot, CleaningPlan plan, Removal[] file, ICleaningJournal journal)
    {
        foreach (var line in CleaningText.Of(plan))
        {
            journal.Tell(line);
        }

        foreach (var removal in file)
        {
            journal.Tell($"would remove {CleaningText.Title(removal)}: {removal.Reason}");
        }

        if (request.EverybodysBuildCache)
        {
            journal.Warn($"would remove the build cache of EVERYBODY on this engine: {Count(snapshot)}");
        }

        journal.Tell(CleaningText.Sum([.. plan.Removals, .. file]));
    }

    private async Task RemoveEverybodysCache(EngineSnapshot snapshot, ICleaningJournal journal, CancellationToken cancellationToken)
    {
        journal.Warn($"--all-build-cache: removing the build cache of EVERYBODY on this engine, not only of this project: {Count(snapshot)}");
        var said = await engine.RemoveAllBuildCacheAsync(cancellationToken);
        var left = await engine.BuildCacheAsync(cancellationToken);
        var total = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
        journal.Warn($"the builder says \"{total}\"; {left.Count} records are left, in use now");
    }

    private static string Count(EngineSnapshot snapshot) =>
        $"{snapshot.Cache.Count} records, {ByteCount.Show(snapshot.Cache.Sum(record => record.Bytes))}";
}
