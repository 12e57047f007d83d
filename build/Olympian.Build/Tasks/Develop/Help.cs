using Cake.Frosting;
using Olympian.Build.Console;
using Olympian.Build.Options;

namespace Olympian.Build.Tasks;

[TaskDescription("Show every target and option")]
[Target(Stage.Develop)]
public sealed class Help : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context) => Adapters.Terminal.WriteLine(HelpText.Of(TargetNames.OfThisBuild()));
}
