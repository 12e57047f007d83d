using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tasks;

[TaskDescription("Restart the containers of the running release, wait until healthy, prove that it is what runs")]
[Target(Stage.Run, UsesEngine = true)]
public sealed class Restart(DeploymentReader reader, ComposeRunner runner, RestartRelease restart) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var project = (await reader.ReadAsync(null, context.Interrupted)).Project;
        await runner.RestartAsync(context.Options.Services, context.Interrupted);

        var restarted = await restart.ProveAsync(project, context.Options.WaitTimeout, context.Interrupted);
        context.Tell($"SUCCESS: release {restarted.Id} runs again, {restarted.Claims.Count} claims checked.");
    }
}
