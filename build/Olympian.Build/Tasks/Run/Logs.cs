using Cake.Frosting;
using Olympian.Build.Adapters;
using Olympian.Build.Adapters.Compose;

namespace Olympian.Build.Tasks;

[TaskDescription("Show what the services printed: --service, --follow, --tail")]
[Target(Stage.Run, UsesEngine = true, ReadsOnly = true)]
public sealed class Logs(ComposeRunner runner) : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context) => runner.LogsAsync(
        context.Options.Services, context.Options.Tail, context.Options.Follow, Terminal.WriteLine, context.Interrupted);
}
