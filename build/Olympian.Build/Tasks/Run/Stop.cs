using Cake.Frosting;
using Olympian.Build.Adapters.Compose;

namespace Olympian.Build.Tasks;

[TaskDescription("Stop the containers; images, networks and volumes stay")]
[Target(Stage.Run, UsesEngine = true)]
public sealed class Stop(ComposeRunner runner) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        await runner.StopAsync(context.Interrupted);
        context.Tell("Stopped. No volume was touched; start again: ./build.sh --target=UpProd");
    }
}
