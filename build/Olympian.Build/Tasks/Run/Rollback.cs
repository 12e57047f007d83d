using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tasks;

[TaskDescription("Start the previous release again, or the one that --release names, without building; prove it")]
[Target(Stage.Run, UsesEngine = true, PublishesPorts = true)]
public sealed class Rollback(BaseImages bases, IDockerEngine engine, ReleaseStart start) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var project = (await bases.RememberedAsync(context, context.Interrupted)).Project;
        var catalogue = await ReleaseCatalogue.ReadAsync(engine, project.Name, context.Interrupted);
        var release = ChooseRollback.Of(project, catalogue, context.Options.Release);

        context.Tell(release.IsRunning && catalogue.Running.Count() == 1
            ? $"Release {release.Id} runs already; it is proven again."
            : $"Going to release {release.Id}. Databases, volumes and .env stay as they are.");
        await start.RunAsync(context, release.Id);
    }
}
