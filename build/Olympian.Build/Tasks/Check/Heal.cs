using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Stores;
using Olympian.Build.Console;
using Olympian.Deployment;
using Olympian.Deployment.CachedSteps;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.OfflineHealing;

namespace Olympian.Build.Tasks;

[TaskDescription("Find damaged layers of this project and heal them: pull, build and start anew; nothing of anybody else's (--plan)")]
[Target(Stage.Check, UsesEngine = true, Plans = true, WorksOffline = true)]
public sealed class Heal(
    DeploymentReader reader,
    FindUnknownLayers unknown,
    ProveCache prove,
    GuardCache guard,
    FindDamage find,
    SweepDamage sweep,
    SourceArguments arguments,
    ReleaseBuild build,
    ReleaseStart start,
    TimeProvider time)
    : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var log = new HealingLog(context, time);
        var project = (await reader.ReadAsync(null, context.Interrupted)).Project;
        if (context.Options.Offline)
        {
            HealStopped(context, project.Name);
            return;
        }

        OfflineText.OfOthers(await unknown.EnsureNoneAsync(project.Name, context.Interrupted)).ToList().ForEach(context.Warn);
        Way[] ways = [.. context.Options.Ways.Where(way => way != Way.Cache)];
        var cache = await prove.RunAsync(project.Name, log, context.Interrupted);
        var damage = await find.RunAsync(project, ways, log, context.Interrupted);
        context.Tell(IntegrityText.Of(damage.Report + cache.Report));
        if (cache.Damaged.Count > 0)
        {
            await HealCacheAsync(context, project.Name, cache, log);
        }

        if (damage.Report.IsClean)
        {
            context.Tell(cache.Damaged.Count == 0 ? "SUCCESS: nothing is damaged."
                : context.Options.Plan ? "SUCCESS: no image is damaged."
                : "SUCCESS: healed; no image is damaged, and what was damaged of the build cache is gone.");
            return;
        }

        if (context.Options.Plan)
        {
            DamageText.PlanOf(damage).ToList().ForEach(context.Tell);
            return;
        }

        if (damage.SourceHash is not null)
        {
            await RebuildAsync(context, damage);
        }

        await sweep.RunAsync(project.Name, damage.Chains, damage.Bases, damage.Report.ImagesDamagedAsSuch, log, context.Interrupted);

        var after = await find.RunAsync(project, ways, log, context.Interrupted);
        if (!after.Report.IsClean)
        {
            throw new DamageFound(after.Report, WhatIsLeft(after));
        }

        context.Tell($"SUCCESS: healed; {after.Report.Images.Count} images are what was built and pulled.");
    }

    private async Task HealCacheAsync(BuildContext context, string project, CacheProof cache, HealingLog log)
    {
        if (context.Options.Plan)
        {
            context.Tell($"would drop {cache.Damaged.Count} damaged records of this project's build cache, and what stands upon them");
            return;
        }

        // What nobody can say anything of is a build's to drop; it is no damage.
        await guard.HealAsync(project, cache with { Unproven = [] }, log, context.Interrupted);
    }

    // Planned and done under one lock, so that no engine starts in between.
    private void HealStopped(BuildContext context, string project)
    {
        using var engine = StoppedEngines.Open(context.Options.DataRoot);
        var plan = PlanOfflineHealing.Of(project, engine.Files, context.Interrupted);
        OfflineText.Of(plan).ToList().ForEach(context.Tell);
        if (plan.IsEmpty)
        {
            context.Tell($"SUCCESS: the layer database of {plan.Root} is not damaged.");
        }
        else if (!context.Options.Plan)
        {
            var backup = HealOffline.Run(plan, context.Options.WithStrangers, new StoreBackup(engine.Root, time), context.Interrupted);
            OfflineText.Done(plan, backup).ToList().ForEach(context.Tell);
        }
    }

    // What runs, or would be started next, is damaged: it is built anew before anything of it goes.
    private async Task RebuildAsync(BuildContext context, ProjectDamage damage)
    {
        var built = await arguments.RunAsync(context);
        if (built.SourceHash != damage.SourceHash)
        {
            throw new ExpectedFailure(
                "What is damaged was built from another source than the one on disk; healing it would deploy other code.",
                $"Expected source hash {damage.SourceHash}, found {built.SourceHash}.",
                "Nothing that runs was changed. Check that source out and heal again; or deploy what is on disk, which heals as well: ./build.sh --target=QuickDockerMulti");
        }

        await build.RunAsync(context, CacheUse.UltraClean);
        if (damage.IsRunning)
        {
            context.Tell("The containers that run upon damaged layers are replaced now.");
            await start.RunAsync(context);
        }
    }

    private static string WhatIsLeft(ProjectDamage left) =>
        left.Holders.Strangers.Count > 0
            ? string.Join('\n', left.Holders.Strangers.Select(stranger => $"Somebody else holds it: {stranger.What}. Its owner could type: {stranger.Command}"))
            : left.Report.Ways.Any(way => way.Way == Way.Store) ? OperatorSteps.Unrooted
            : OperatorSteps.OfContainerd;
}
