using Cake.Common.Diagnostics;
using Cake.Frosting;
using Olympian.Build.Adapters;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Settings;
using Olympian.Build.Console;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tasks;

[TaskDescription("Ask or take the settings, check the services they name, write .env")]
[Target(Stage.Configure)]
public sealed class EnvMulti(ConfigureDeployment configure, DeploymentReader reader, ConsolePrompt prompt) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var asks = Terminal.CanAsk && !context.Options.NonInteractive;
        var configured = await configure.RunAsync(
            reader.Request, asks ? prompt : null, context.Options.SkipProbes, context.Interrupted);

        foreach (var probe in configured.Probes)
        {
            context.Information("{0} at {1} answers: {2} ({3:0} ms)", probe.Service, probe.Address, probe.Detail, probe.Latency.TotalMilliseconds);
        }

        context.Information("{0}", TextTable.Of(
            ["setting", "value", "from"], configured.Summary.Select(row => new[] { row.Setting, row.Value, row.Origin })));

        foreach (var notice in configured.Settings.Notices)
        {
            context.Warning("{0}", notice);
        }

        context.Information(configured.IsWritten ? "Wrote {0}" : "{0} says all of this already; it was left alone.", context.Options.EnvFile);
    }
}
