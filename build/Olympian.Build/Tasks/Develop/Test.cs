using Cake.Frosting;
using Olympian.Build.Adapters.Testing;

namespace Olympian.Build.Tasks;

[TaskDescription("Run every test: formatting, shell scripts, unit tests, tests on a real engine (--suite=full, --filter)")]
[Target(Stage.Develop, UsesEngine = true, ReadsOnly = true)]
public sealed class Test(TestRun run, BuildOutcome outcome) : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        var tally = run.All(context);
        outcome.ClosingLine = tally.ToString();
        tally.EnsureAllPassed();
    }
}
