using Cake.Core;
using Cake.Docker;
using Olympian.Build.Adapters.Files;
using Olympian.Build.Options;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Adapters.Compose;

/// <summary>Starts, stops and restarts the project by compose, through Cake.Docker's aliases.</summary>
public sealed class ComposeRunner(ICakeContext context, DeploymentReader reader, Surroundings surroundings) : IServiceRunner
{
    // What compose needs besides waiting: networks, volumes, stopping the old containers within their grace periods.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    public async Task<bool> StartAsync(ComposeProject project, string release, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);

        var deployment = await reader.ReadAsync(null, cancellationToken);
        var exitCode = 0;
        var up = new DockerComposeUpSettings
        {
            Detach = true,
            NoBuild = true,
            RemoveOrphans = true,
            Wait = true,
            WaitTimeout = (int)Math.Ceiling(limit.TotalSeconds),
            EnvironmentVariables = Environment(deployment),
            HandleExitCode = code =>
            {
                exitCode = code;
                return true;
            },
        };

        var pins = WriteOverride(project, release);
        await Task.Run(
            () => new LimitedContext(context, limit + Margin, cancellationToken)
                .DockerComposeUp(up, reader.SettingsFor(deployment.Settings, pins)),
            cancellationToken);
        return exitCode == 0;
    }

    /// <summary>Stops the project's containers. Containers, networks and volumes stay.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var deployment = await reader.ReadAsync(null, cancellationToken);
        await Task.Run(
            () => new LimitedContext(context, Margin, cancellationToken).DockerComposeStop(
                // The published alias takes the settings of "compose build" here; only what every command has is set.
                new DockerComposeBuildSettings { EnvironmentVariables = Environment(deployment) },
                reader.SettingsFor(deployment.Settings)),
            cancellationToken);
    }

    private static Dictionary<string, string> Environment(Deployment deployment) => new(deployment.Environment, StringComparer.Ordinal);

    private string WriteOverride(ComposeProject project, string release)
    {
        var directory = Path.Combine(surroundings.Artifacts, "releases");
        Directory.CreateDirectory(directory);

        var path = Path.Combine(directory, $"{project.Name}-{release}.compose.json");
        AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(ReleaseOverride.Of(project, release)));
        return path;
    }
}
