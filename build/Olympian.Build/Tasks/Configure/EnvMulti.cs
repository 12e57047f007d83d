using Cake.Frosting;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Settings;
using Olympian.Build.Console;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tasks;

[TaskDescription("Ask or take the settings, check the services they name, write .env")]
[Target(Stage.Configure)]
public sealed class EnvMulti(ConfigureDeployment configure, DeploymentReader reader, ConsolePrompt prompt, RunLock runLock, RunRecorder recorder) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var configured = await configure.RunAsync(
            reader.Request, context.Options.Yes ? null : prompt.WhereSomebodyIs(context.Options), context.Options.SkipProbes, context.Interrupted);

        // Whoever has just named another project deploys that one.
        await runLock.FollowAsync(configured.Settings.ProjectName, context.Tell);
        recorder.Follow(configured.Settings.ProjectName, context.Warn);

        foreach (var probe in configured.Probes)
        {
            context.Tell(FormattableString.Invariant($"{probe.Service} at {probe.Address} answers: {probe.Detail} ({probe.Latency.TotalMilliseconds:0} ms)"));
        }

        context.Tell(TextTable.Of(
            ["setting", "value", "from"], configured.Summary.Select(row => new[] { row.Setting, row.Value, row.Origin })));

        foreach (var notice in configured.Settings.Notices)
        {
            context.Warn(notice);
        }

        context.Tell(configured.IsWritten ? $"Wrote {context.Options.EnvFile}" : $"{context.Options.EnvFile} says all of this already; it was left alone.");
    }
}
