using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Console;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tasks;

[TaskDescription("List the releases that the engine has: id, state, age, commit, source hash, size")]
[Target(Stage.Run, UsesEngine = true, ReadsOnly = true)]
public sealed class Releases(DeploymentReader reader, IDockerEngine engine, TimeProvider time) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var project = reader.ReadSettings().ProjectName;
        var catalogue = await ReleaseCatalogue.ReadAsync(engine, project, context.Interrupted);

        context.Tell(catalogue.Releases.Count == 0
            ? $"Project '{project}' has no release. Make one: ./build.sh --target=QuickDockerMulti"
            : TextTable.Of(ReleaseRows.Headings, ReleaseRows.Of(catalogue, time.GetUtcNow())));
    }
}
