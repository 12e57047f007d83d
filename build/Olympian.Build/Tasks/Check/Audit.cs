using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Runs;
using Olympian.Build.Console;
using Olympian.Deployment.Runs;

namespace Olympian.Build.Tasks;

[TaskDescription("Show who did what when: this checkout's runs (--last), and what the engine remembers of starts from anywhere")]
[Target(Stage.Check, UsesEngine = true, ReadsOnly = true)]
public sealed class Audit(DeploymentReader reader, RunHistory history, IStartMarks marks) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var project = reader.ReadSettings().ProjectName;
        var passedOver = new PassedOver();
        var runs = passedOver.Of(history.Read()).Where(run => run.Project == project).TakeLast(context.Options.Last).ToArray();
        context.Tell(runs.Length == 0
            ? $"No run on '{project}' is in {history.File}."
            : TextTable.Of(AuditRows.RunHeadings, AuditRows.Of(runs)));
        if (passedOver.Warning(history.File) is { } warning)
        {
            context.Warn(warning);
        }

        var starts = await marks.ListAsync(project, context.Interrupted);
        context.Tell(starts.Count == 0
            ? $"The engine remembers no start of '{project}'."
            : $"The engine remembers these starts:\n{TextTable.Of(AuditRows.StartHeadings, AuditRows.Of(starts.TakeLast(context.Options.Last)))}");
    }
}
