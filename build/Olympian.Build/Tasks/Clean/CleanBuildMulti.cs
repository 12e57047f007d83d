using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Console;
using Olympian.Deployment.CachedSteps;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tasks;

[TaskDescription("Remove this project's unused images, stopped containers, build cache and .env.build; nothing else")]
[Target(Stage.Clean, UsesEngine = true, Plans = true)]
public sealed class CleanBuildMulti(DeploymentReader reader, LoadSettings settings, ProveCache cache, CleanBuild clean, KeptRelease keeping)
    : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        if (!IsAskedFor(context) && await keeping.FindAsync(context) is not null)
        {
            context.Tell("Nothing is cleaned: there is nothing to make way for.");
            return;
        }

        await cache.EnsureBuilderIsWholeAsync(context.Interrupted);
        await clean.RunAsync(
            new(
                settings.Load(reader.Request).ProjectName,
                context.Surroundings.BuildArgumentsFile,
                context.Options.Plan,
                context.Options.CleanDownloadCache,
                context.Options.AllBuildCache)
            {
                Keep = context.Options.Keep,
            },
            new CleaningLog(context),
            context.Interrupted);
    }

    // Whoever names it wants it done, whatever becomes of the build.
    private static bool IsAskedFor(BuildContext context) =>
        context.Options.Targets.Any(target => target is nameof(CleanBuildMulti) or nameof(UltraCleanMulti));
}
