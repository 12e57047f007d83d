using System.Globalization;
using Cake.Core;
using Cake.Docker;
using Olympian.Build.Adapters.Files;
using Olympian.Build.Console;
using Olympian.Build.Options;
using Olympian.Deployment;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Adapters.Compose;

/// <summary>Starts, stops and restarts the project by compose, through Cake.Docker's aliases.</summary>
public sealed class ComposeRunner(ICakeContext context, DeploymentReader reader, BaseImages bases, SecretFiles secrets, EngineEndpoint engine, IDockerCli docker, UntilWell well, Surroundings surroundings)
    : IServiceRunner
{
    // What compose needs besides waiting: networks, volumes, stopping the old containers within their grace periods.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    // Enough for the errors at the end of what compose prints; the whole is on the console.
    private const int KeptLines = 60;

    public async Task<StartAttempt> StartAsync(ComposeProject project, string release, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);

        var deployment = await bases.LastDecidedAsync(cancellationToken);
        var exitCode = 0;
        var last = new Queue<string>();
        var up = new DockerComposeUpSettings
        {
            Detach = true,
            NoBuild = true,
            RemoveOrphans = true,
            EnvironmentVariables = Environment(deployment),
            HandleExitCode = code =>
            {
                exitCode = code;
                return true;
            },
            SetupProcessSettings = process =>
            {
                process.RedirectStandardError = true;
                process.RedirectedStandardErrorHandler = line => Show(line, last);
            },
        };

        var pins = WriteOverride(project, release, await MountsAsync(deployment, cancellationToken));
        await Task.Run(
            () => new LimitedContext(context, limit + Margin, cancellationToken)
                .DockerComposeUp(up, reader.SettingsFor(deployment.Settings, pins)),
            cancellationToken);
        return exitCode == 0 ? await WaitAsync(project, project.Services, limit, last, cancellationToken) : new(IsUp: false, [.. last]);
    }

    /// <remarks>By the adapter and not the alias: Cake.Docker's <c>Scale</c> is a flag, which compose's <c>--scale</c> is not.</remarks>
    public async Task<StartAttempt> StartBesideAsync(
        ComposeProject project, string release, string service, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);

        var deployment = await bases.LastDecidedAsync(cancellationToken);
        var last = new Queue<string>();
        try
        {
            await docker.WatchAsync(
                new DockerCommand(
                [
                    .. reader.CommandFor(deployment.Settings), "--file", WriteOverride(project, release, await MountsAsync(deployment, cancellationToken)),
                    "up", "--detach", "--no-build", "--no-deps", "--no-recreate", "--scale", $"{service}=2", "--", service,
                ])
                {
                    Environment = deployment.Environment.ToDictionary(variable => variable.Key, variable => (string?)variable.Value),
                    Timeout = limit + Margin,
                },
                line => Show(line.Text, last),
                cancellationToken);
        }
        catch (DockerCommandFailure)
        {
            // What did not come up is to be seen in the engine; whoever asked looks there.
            return new(IsUp: false, [.. last]);
        }

        return await WaitAsync(project, [.. project.Services.Where(one => one.Name == service)], limit, last, cancellationToken);
    }

    private async Task<StartAttempt> WaitAsync(
        ComposeProject project, IReadOnlyCollection<ComposeService> services, TimeSpan limit, IEnumerable<string> last, CancellationToken cancellationToken)
    {
        var notWell = await well.WaitAsync(project, services, limit, cancellationToken);
        return new(notWell.Count == 0, [.. last]) { NotWell = notWell };
    }

    // Returns nothing to keep: what compose prints is shown as it comes, and its end remembered.
    private string? Show(string? line, Queue<string> last)
    {
        if (line is { Length: > 0 })
        {
            context.Log.Tell(line);
            last.Enqueue(line);
            if (last.Count > KeptLines)
            {
                last.Dequeue();
            }
        }

        return null;
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

    /// <summary>Restarts the services' containers; all of them where none is named.</summary>
    public async Task RestartAsync(IReadOnlyList<string> services, CancellationToken cancellationToken)
    {
        var deployment = await reader.ReadAsync(null, cancellationToken);
        EnsureKnown(services, deployment.Project);
        await Task.Run(
            () => new LimitedContext(context, Margin, cancellationToken).DockerComposeRestart(
                new DockerComposeRestartSettings { EnvironmentVariables = Environment(deployment) },
                reader.SettingsFor(deployment.Settings),
                [.. services]),
            cancellationToken);
    }

    /// <summary>Hands on what the services printed, line by line.</summary>
    /// <remarks>
    /// By the adapter and not the alias: DockerComposeLogs returns when the command has ended, and one that follows never does.
    /// </remarks>
    public async Task LogsAsync(
        IReadOnlyList<string> services, int? tail, bool follow, Action<string> onLine, CancellationToken cancellationToken)
    {
        var deployment = await reader.ReadAsync(null, cancellationToken);
        EnsureKnown(services, deployment.Project);
        await docker.WatchAsync(
            new DockerCommand(
            [
                .. reader.CommandFor(deployment.Settings), "logs", "--tail", tail?.ToString(CultureInfo.InvariantCulture) ?? "all",
                follow ? "--follow" : "--follow=false", "--", .. services,
            ])
            {
                Environment = deployment.Environment.ToDictionary(variable => variable.Key, variable => (string?)variable.Value),
                Timeout = follow ? null : Margin,
            },
            line => onLine(line.Text),
            cancellationToken);
    }

    private static void EnsureKnown(IReadOnlyList<string> services, ComposeProject project)
    {
        var known = project.Services.Select(service => service.Name).ToArray();
        if (services.FirstOrDefault(service => !known.Contains(service, StringComparer.Ordinal)) is { } unknown)
        {
            throw new UsageFailure(
                $"Project '{project.Name}' has no service '{unknown}'.{NearestName.Suggestion(unknown, known)}",
                $"Expected one of: {string.Join(", ", known)}.",
                "See them: ./build.sh --target=Status");
        }
    }

    private static Dictionary<string, string> Environment(Deployment deployment) => new(deployment.Environment, StringComparer.Ordinal);

    /// <summary>Removes the files of secrets that no container mounts any more. To be called once a start was proven.</summary>
    public async Task ForgetOldSecretsAsync(CancellationToken cancellationToken)
    {
        var deployment = await bases.LastDecidedAsync(cancellationToken);
        secrets.RemoveOthers(deployment.Project.Name, await MountsAsync(deployment, cancellationToken));
    }

    private async Task<SecretMounts> MountsAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var names = deployment.Project.Services.SelectMany(service => service.SecretFiles).ToHashSet(StringComparer.Ordinal);
        if (names.Count == 0)
        {
            return SecretMounts.None;
        }

        if (!await engine.IsLocalAsync(cancellationToken))
        {
            context.Log.Warn($"The engine is on another machine, where no file of this one can be mounted: containers get {string.Join(", ", names.Order(StringComparer.Ordinal))} as environment variables, which docker inspect shows there.");
            return SecretMounts.None;
        }

        return secrets.Ensure(
            deployment.Project.Name,
            names.ToDictionary(name => name, name => deployment.Environment.GetValueOrDefault(name, ""), StringComparer.Ordinal));
    }

    private string WriteOverride(ComposeProject project, string release, SecretMounts mounts)
    {
        var directory = Path.Combine(surroundings.Artifacts, "releases");
        Directory.CreateDirectory(directory);

        var path = Path.Combine(directory, $"{project.Name}-{release}.compose.json");
        AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(ReleaseOverride.Of(project, release, mounts)));
        return path;
    }
}
