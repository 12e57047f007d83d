using Cake.Frosting;
using Olympian.Build.Adapters;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Releases;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tasks;

[TaskDescription("Start the last verified release, wait until it is healthy, prove that it is what runs")]
[Target(Stage.Run, UsesEngine = true, PublishesPorts = true)]
public sealed class UpProd(DeploymentReader reader, StartRelease start, BuiltRelease built, EngineEndpoint engine, ReleaseRecords records) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var project = (await reader.ReadAsync(null, context.Interrupted)).Project;
        var started = await start.RunAsync(project, built.Id, context.Options.WaitTimeout, context.Interrupted);
        records.Write(project.Name, started.Id, "started", started.Claims);

        context.Tell($"SUCCESS: release {started.Id} runs, {started.Claims.Count} claims checked.");
        foreach (var port in project.Services.SelectMany(service => service.Ports))
        {
            context.Tell($"Open http://{await engine.HostOfAsync(port, context.Interrupted)}:{port.HostPort}");
        }
    }
}
