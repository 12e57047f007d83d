using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Console;
using Olympian.Deployment.Images;
using Olympian.Deployment.Locks;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tasks;

[TaskDescription("Show the containers: state, health, release, image, age, ports")]
[Target(Stage.Run, UsesEngine = true, ReadsOnly = true)]
public sealed class Status(DeploymentReader reader, IDockerEngine engine, IEngineLocks locks, TimeProvider time) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var project = (await reader.ReadAsync(null, context.Interrupted)).Project;
        var containers = await engine.ContainersWithLabelAsync(ProjectOwnership.ComposeProjectLabel, project.Name, context.Interrupted);
        var rows = StatusRows.Of(project, containers, time.GetUtcNow());

        context.Tell(TextTable.Of(StatusRows.Headings, rows));
        if (containers.Count == 0)
        {
            context.Tell($"Nothing of project '{project.Name}' is there. Start the last verified release: ./build.sh --target=UpProd");
        }

        if (await locks.FindAsync(project.Name, context.Interrupted) is { Holder: { } holder })
        {
            context.Tell($"Locked by {LockText.Of(holder, time.GetUtcNow())}.");
        }
    }
}
