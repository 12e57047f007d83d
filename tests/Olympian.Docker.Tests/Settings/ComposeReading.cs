using System.Text;
using System.Text.Json;
using Olympian.Build.Adapters.Docker;
using Olympian.Deployment.Images;

namespace Olympian.Docker.Tests.Settings;

/// <summary>What <c>docker compose</c> itself makes of a <c>.env</c> file: in its own reading, and inside a container.</summary>
internal sealed class ComposeReading : IDisposable
{
    /// <summary>Stands for a variable that is not set.</summary>
    public const string Unset = "-unset-";

    private const string Service = "reader";

    private readonly DockerCli docker = new("docker", "./build.sh --target=Test --bootstrap");
    private readonly string directory = Directory.CreateTempSubdirectory("olympian-dotenv-").FullName;

    private string Project => Path.GetFileName(directory).ToLowerInvariant();

    private string EnvFile => Path.Combine(directory, "values.env");

    private string ComposeFile => Path.Combine(directory, "compose.yml");

    /// <summary>The keys' values; null when compose refuses the file.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> ReadAsync(byte[] envFile, IReadOnlyCollection<string> keys)
    {
        await WriteAsync(envFile, "scratch", keys, withEnvFile: false);
        var answer = await docker.AskAsync(Compose(keys, "config", "--format", "json"), CancellationToken.None);
        if (answer.ExitCode != 0)
        {
            return null;
        }

        using var json = JsonDocument.Parse(answer.StandardOutput);
        return json.RootElement.GetProperty("services").GetProperty(Service).GetProperty("environment").EnumerateObject()
            .ToDictionary(
                variable => variable.Name,

                // What config prints is a compose file again, so it writes every dollar sign twice.
                variable => variable.Value.GetString()!.Replace("$$", "$", StringComparison.Ordinal));
    }

    /// <summary>What a container's first process finds in its environment.</summary>
    /// <param name="envFile">The file.</param>
    /// <param name="image">An image with a shell.</param>
    /// <param name="keys">The keys handed over.</param>
    /// <param name="withEnvFile">By compose.yml's <c>env_file</c>; otherwise by <c>environment: KEY: ${KEY}</c>.</param>
    public async Task<IReadOnlyDictionary<string, string>> RunAsync(
        byte[] envFile, string image, IReadOnlyCollection<string> keys, bool withEnvFile)
    {
        // Into a file, not to standard output: compose loses what a container that ends at once has printed, now and then.
        const string print = """for key; do eval "printf '%s\\0' \"\$$key\""; done > /values""";
        var container = $"{Project}-reader";
        await WriteAsync(envFile, image, keys, withEnvFile);
        try
        {
            await docker.RunAsync(
                Compose(keys, ["run", "--name", container, "--no-TTY", Service, "/bin/sh", "-c", print, "print", .. keys]), CancellationToken.None);
            var values = await new DockerEngine(docker).ReadContainerFileAsync(container, "/values", CancellationToken.None);
            return keys.Zip(Encoding.UTF8.GetString(values!).Split('\0')).ToDictionary(pair => pair.First, pair => pair.Second);
        }
        finally
        {
            await docker.RunAsync(Compose(keys, "down", "--remove-orphans"), CancellationToken.None);
        }
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private async Task WriteAsync(byte[] envFile, string image, IReadOnlyCollection<string> keys, bool withEnvFile)
    {
        await File.WriteAllBytesAsync(EnvFile, envFile);
        var service = new Dictionary<string, object> { ["image"] = image, ["network_mode"] = "none", ["pull_policy"] = "never" };
        if (withEnvFile)
        {
            service["env_file"] = EnvFile;
        }
        else
        {
            service["environment"] = keys.ToDictionary(key => key, key => $"${{{key}-{Unset}}}");
        }

        var project = new { services = new Dictionary<string, object> { [Service] = service } };
        await File.WriteAllTextAsync(ComposeFile, JsonSerializer.Serialize(project)); // JSON is YAML
    }

    private DockerCommand Compose(IEnumerable<string> keys, params string[] command) =>
        new(["compose", "--project-name", Project, "--env-file", EnvFile, "--file", ComposeFile, .. command])
        {
            // The environment goes before the file: none of the keys may stand in it.
            Environment = keys.ToDictionary(key => key, _ => (string?)null),
        };
}
