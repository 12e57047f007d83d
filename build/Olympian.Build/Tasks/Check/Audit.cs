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
        var lines = history.Read().ToArray();
        var runs = lines.Select(line => line.Record).OfType<RunRecord>().Where(run => run.Project == project).TakeLast(context.Options.Last).ToArray();
        context.Tell(runs.Length == 0
            ? $"No run on '{project}' is in {history.File}."
            : TextTable.Of(AuditRows.RunHeadings, AuditRows.Of(runs)));
        if (lines.Where(line => line.Record is null).Select(line => line.Number).ToArray() is { Length: > 0 } broken)
        {
            context.Warn($"Passed over in {history.File}, because it is no whole record: line {string.Join(", ", broken)}.");
        }

        var starts = await marks.ListAsync(project, context.Interrupted);
        context.Tell(starts.Count == 0
            ? $"The engine remembers no start of '{project}'."
            : $"The engine remembers these starts:\n{TextTable.Of(AuditRows.StartHeadings, AuditRows.Of(starts.TakeLast(context.Options.Last)))}");
    }
}
