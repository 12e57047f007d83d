using Cake.Frosting;
using Olympian.Build.Adapters.Testing;

namespace Olympian.Build.Tasks;

[TaskDescription("Measure this build against make, compose, git and openssl, side by side (--filter); writes artifacts/bench.json")]
[Target(Stage.Develop, UsesEngine = true, ReadsOnly = true)]
public sealed class Bench(BenchRun run) : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context) => run.All(context);
}
