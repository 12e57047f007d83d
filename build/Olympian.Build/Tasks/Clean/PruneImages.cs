using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Console;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tasks;

[TaskDescription("Remove this project's old releases, abandoned candidates and untagged images; keep the newest (--keep)")]
[Target(Stage.Clean, UsesEngine = true, Plans = true)]
public sealed class PruneImages(DeploymentReader reader, LoadSettings settings, PruneReleases prune) : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context) => prune.RunAsync(
        settings.Load(reader.Request).ProjectName,
        context.Options.Keep,
        context.Options.Plan,
        new CleaningLog(context),
        context.Interrupted);
}
