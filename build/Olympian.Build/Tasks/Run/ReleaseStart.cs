using Olympian.Build.Adapters;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Releases;
using Olympian.Build.Console;
using Olympian.Deployment;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Runs;

namespace Olympian.Build.Tasks;

/// <summary>What UpProd does, for other targets that have to do it too.</summary>
public sealed class ReleaseStart(
    BaseImages bases, StartRelease start, SwitchTo switching, ComposeRunner runner, PruneReleases prune, SweepDamage sweep, BuiltRelease built, EngineEndpoint engine, ReleaseRecords records, RunLock runLock,
    RunRecorder recorder, RunDiary diary, Interruption interruption, IStartMarks marks, TimeProvider time)
{
    /// <summary>
    /// Starts a release, proves it, and lets go of damage that it was built free of, and of releases that are kept no longer.
    /// </summary>
    /// <param name="context">The run.</param>
    /// <param name="named">The release; null for the one this run built, or else the newest verified one.</param>
    public async Task RunAsync(BuildContext context, ReleaseId? named = null)
    {
        ArgumentNullException.ThrowIfNull(context);

        // A service that runs a base image as it is (the proxy in front) must be given the one that was decided for.
        var project = (await bases.RememberedAsync(context, context.Interrupted)).Project;
        foreach (var container in await switching.InTheWayAsync(project, context.Interrupted))
        {
            context.Warn($"{container.Name} stands on a layer whose ties are broken, so that compose cannot replace it: it is stopped and removed right before its successor starts.");
        }

        await runLock.EnsureHeldAsync(context.Interrupted);
        var started = await start.RunAsync(
            project,
            named ?? built.Id,
            context.Options.WaitTimeout,
            context.Interrupted,
            // A run that has lost its lock leaves what there is to whoever has it now.
            mayGoBack: () => interruption.Reason is null);
        (diary.Release, diary.Gaps) = (started.Id.Value, started.Gaps);
        await MarkAsync(context, started.Id);
        var log = new HealingLog(context, time);
        await sweep.RunAsync(project.Name, started.Images, log, context.Interrupted);
        records.Write(project.Name, started.Id, "started", started.Claims, story: log.Story, gaps: started.Gaps);

        context.Tell($"SUCCESS: release {started.Id} runs, {started.Claims.Count} claims checked.");
        foreach (var gap in started.Gaps)
        {
            context.Tell($"While it was switched, {gap}.");
        }

        foreach (var port in project.Services.SelectMany(service => service.Ports))
        {
            context.Tell($"Open http://{await engine.HostOfAsync(port, context.Interrupted)}:{port.HostPort}");
        }

        await LetGoOfOldAsync(context, project.Name);
    }

    // For whoever asks the engine later who started what; the release runs, whether that can be remembered or not.
    private async Task MarkAsync(BuildContext context, ReleaseId release)
    {
        try
        {
            if (recorder.MarkOf(release.Value) is { } mark)
            {
                await marks.AddAsync(mark, context.Interrupted);
            }
        }
        catch (ExpectedFailure unmarked)
        {
            context.Warn($"The engine does not remember who started release {release}: {unmarked.WhatFailed}");
        }
    }

    // What runs is proven by now: a leftover that could not be removed is no failed deployment.
    private async Task LetGoOfOldAsync(BuildContext context, string project)
    {
        try
        {
            await runner.ForgetOldSecretsAsync(context.Interrupted);
            await prune.AfterSwitchAsync(project, context.Options.Keep, new CleaningLog(context), context.Interrupted);
        }
        catch (Exception left) when (left is ExpectedFailure or IOException or UnauthorizedAccessException)
        {
            context.Warn($"What belonged to old releases could not all be removed: {left.Message}");
        }
    }
}
