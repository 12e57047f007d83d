using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Runs;
using Olympian.Build.Console;
using Olympian.Deployment.Runs;

namespace Olympian.Build.Tasks;

[TaskDescription("Show what builds took beside each other (--last), with medians, and where the last one's time went")]
[Target(Stage.Check)]
public sealed class BuildTimes(DeploymentReader reader, RunHistory history) : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        var project = reader.ReadSettings().ProjectName;
        var passedOver = new PassedOver();
        var groups = RunGroups.Of(passedOver.Of(history.Read()).Where(run => run.Project == project), context.Options.Last);
        context.Tell(groups.Count == 0 ? $"No build of '{project}' whose times were noted is in {history.File}." : BuildTimesText.Of(groups));
        if (passedOver.Warning(history.File) is { } warning)
        {
            context.Warn(warning);
        }
    }
}
