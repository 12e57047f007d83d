using System.Collections.Concurrent;
using Olympian.Build.Options;
using Olympian.Deployment;
using Olympian.Deployment.Images;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Adapters.Compose;

/// <summary>Reads settings and compose files as they are now. Reading changes nothing.</summary>
public sealed class DeploymentReader(LoadSettings settings, IDockerCli docker, RunOptions options, Surroundings surroundings, RemoteIncludeGate? includes = null)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    // What compose made of the same files, settings and bases earlier in this run: asking it costs more than any other question.
    private readonly ConcurrentDictionary<string, ComposeProject> known = new(StringComparer.Ordinal);

    /// <summary>The settings request of this run.</summary>
    public SettingsRequest Request => new(options.Settings, surroundings.Environment, options.EnvFile, surroundings.StartedIn, surroundings.Root);

    /// <summary>The settings alone.</summary>
    /// <exception cref="UsageFailure">A setting is not usable.</exception>
    public DeploymentSettings ReadSettings() => settings.Load(Request);

    /// <param name="bases">Base images to use in place of those the settings name; null for the settings' own.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="UsageFailure">A setting is not usable, a compose file is missing or not one.</exception>
    public async Task<Deployment> ReadAsync(IReadOnlyDictionary<string, string>? bases, CancellationToken cancellationToken)
    {
        foreach (var file in options.ComposeFiles.Where(file => !File.Exists(file)))
        {
            throw new UsageFailure(
                "A compose file was not found.",
                $"Expected the file {file}; {(Directory.Exists(file) ? "that is a directory" : "it does not exist")}.",
                "Name one that does: --compose-file=PATH, or leave the option out for docker/compose.yml.");
        }

        if (includes is not null)
        {
            await includes.EnsureAsync(options.ComposeFiles, cancellationToken);
        }

        var read = ReadSettings();
        var environment = Variables(read, bases);
        string[] command = [.. CommandFor(read), "config", "--format", "json"];
        var question = await QuestionAsync(command, environment, cancellationToken);
        if (known.TryGetValue(question, out var answered))
        {
            return new(read, environment, answered);
        }

        try
        {
            var output = await docker.RunAsync(
                new DockerCommand(command)
                {
                    Environment = environment.ToDictionary(variable => variable.Key, variable => (string?)variable.Value),
                    Timeout = Limit,
                    Secrets = SecretsOf(read),
                },
                cancellationToken);

            return new(read, environment, known[question] = ComposeProject.Parse(output.StandardOutput));
        }
        catch (DockerCommandFailure refused)
        {
            throw new UsageFailure(
                $"Compose cannot read {string.Join(" and ", options.ComposeFiles)}.",
                string.Join('\n', refused.ErrorTail),
                "Mend what it names; nothing was changed.",
                refused);
        }
    }

    /// <summary>The beginning of a compose command: the same files, project and profiles that were read.</summary>
    public IReadOnlyList<string> CommandFor(DeploymentSettings read)
    {
        ArgumentNullException.ThrowIfNull(read);

        return
        [
            "compose",
            .. options.ComposeFiles.SelectMany(file => new[] { "--file", file }),
            .. EnvFiles().SelectMany(file => new[] { "--env-file", file }),
            "--project-name", read.ProjectName,
            .. Profiles(read).SelectMany(profile => new[] { "--profile", profile }),
        ];
    }

    /// <summary>Compose's settings for the aliases: the same files, project and profiles that were read.</summary>
    public Cake.Docker.DockerComposeSettings SettingsFor(DeploymentSettings read, params IEnumerable<string> moreFiles)
    {
        ArgumentNullException.ThrowIfNull(read);

        return new()
        {
            File = [.. options.ComposeFiles, .. moreFiles],
            EnvFile = [.. EnvFiles()],
            ProjectName = read.ProjectName,
            Profile = [.. Profiles(read)],
        };
    }

    // All that is told to compose, and what stands in the files that it is told of. Files which those include are taken as they were when they
    // were first read: one run is one deployment.
    private async Task<string> QuestionAsync(IEnumerable<string> command, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var parts = new List<string>(command);
        parts.AddRange(environment.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => $"{variable.Key}={variable.Value}"));
        foreach (var file in options.ComposeFiles.Concat(EnvFiles()))
        {
            parts.Add(Convert.ToHexString(await File.ReadAllBytesAsync(file, cancellationToken)));
        }

        return string.Join('\0', parts);
    }

    private IEnumerable<string> EnvFiles() => File.Exists(options.EnvFile) ? [options.EnvFile] : [];

    private static IEnumerable<string> Profiles(DeploymentSettings read) => read.MongoDbMode == MongoDbMode.Container ? ["mongodb"] : [];

    private static IReadOnlyList<Secret> SecretsOf(DeploymentSettings read) =>
        [.. new[] { read.JwtSecret, read.SessionSecret, read.MongoConnection?.ToConnectionString() }.OfType<Secret>()];

    private Dictionary<string, string> Variables(DeploymentSettings read, IReadOnlyDictionary<string, string>? bases)
    {
        var variables = new Dictionary<string, string>(read.ToEnvironment(), StringComparer.Ordinal)
        {
            [SettingKeys.SourcePath] = read.SourcePath,
            // The Dockerfiles belong to this project, not to the source tree they build.
            ["DOCKERFILE_DIR"] = surroundings.Docker,
        };

        foreach (var (name, value) in bases ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        return variables;
    }
}
