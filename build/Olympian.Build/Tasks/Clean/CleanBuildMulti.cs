using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Console;
using Olympian.Deployment.CachedSteps;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tasks;

[TaskDescription("Remove this project's unused images, stopped containers, build cache and .env.build; nothing else")]
[Target(Stage.Clean, UsesEngine = true, Plans = true)]
public sealed class CleanBuildMulti(DeploymentReader reader, LoadSettings settings, ProveCache cache, CleanBuild clean)
    : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
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
}
