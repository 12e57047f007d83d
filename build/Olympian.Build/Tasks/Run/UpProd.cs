using Cake.Frosting;

namespace Olympian.Build.Tasks;

[TaskDescription("Start the last verified release, wait until it is healthy, prove that it is what runs")]
[Target(Stage.Run, UsesEngine = true, PublishesPorts = true)]
public sealed class UpProd(ReleaseStart start) : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context) => start.RunAsync(context);
}
