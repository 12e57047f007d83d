using Cake.Core;
using Cake.Core.IO;
using Olympian.Build.Adapters.Files;
using Olympian.Build.Options;
using Olympian.Deployment;
using Olympian.Deployment.Images;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Adapters.Compose;

/// <summary>
/// Where the base images come from: their registry, or a registry on loopback that serves images made here from Debian's packages.
/// </summary>
/// <remarks>
/// Decided by GenerateBuildArgs, and with --fresh=proof before it, because the choice is part of SOURCE_HASH; what was decided lies in a file under
/// artifacts/ so that the targets after it build upon the very same bases.
/// </remarks>
public sealed class BaseImages(DeploymentReader reader, IDockerCli docker, Surroundings surroundings)
{
    private static readonly TimeSpan RegistryLimit = TimeSpan.FromSeconds(8);

    // Two debootstraps and their downloads; two minutes on the machine this was measured on.
    private static readonly TimeSpan LocalLimit = TimeSpan.FromMinutes(15);

    /// <summary>What the names of the files begin with that remember decisions, one for each project.</summary>
    internal const string DecisionFiles = "base-images";

    private string DecisionFile(DeploymentSettings settings) =>
        System.IO.Path.Combine(surroundings.Artifacts, $"{DecisionFiles}.{settings.ProjectName}.env");

    /// <summary>Decides anew, makes the local images if they are to be used, and remembers.</summary>
    /// <exception cref="ExpectedFailure">Local images are to be used and cannot be made.</exception>
    public async Task<Deployment> DecideAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        var deployment = await reader.ReadAsync(null, cancellationToken);
        var asked = Asked(deployment);
        var local = asked.Count > 0 && await GoesLocalAsync(context, deployment.Settings, asked, cancellationToken);

        IReadOnlyDictionary<string, string> bases = local ? MakeLocal(context, asked) : new Dictionary<string, string>();
        Directory.CreateDirectory(surroundings.Artifacts);
        AtomicFile.Write(DecisionFile(deployment.Settings), System.Text.Encoding.UTF8.GetBytes(string.Concat(bases.Select(image => $"{image.Key}={image.Value}\n"))));

        return local ? await reader.ReadAsync(bases, cancellationToken) : deployment;
    }

    /// <summary>What was decided last; decides now where nothing was.</summary>
    public async Task<Deployment> RememberedAsync(BuildContext context, CancellationToken cancellationToken) =>
        File.Exists(DecisionFile(reader.ReadSettings())) ? await LastDecidedAsync(cancellationToken) : await DecideAsync(context, cancellationToken);

    /// <summary>What was decided last; what the settings say where nothing was.</summary>
    public async Task<Deployment> LastDecidedAsync(CancellationToken cancellationToken)
    {
        var file = DecisionFile(reader.ReadSettings());
        return await reader.ReadAsync(File.Exists(file) ? Parse(await File.ReadAllLinesAsync(file, cancellationToken)) : null, cancellationToken);
    }

    // Only images a build of this project asks for, and that nobody named: a name somebody gave is an order.
    private static Dictionary<string, string> Asked(Deployment deployment)
    {
        var used = deployment.Project.BuiltServices.SelectMany(service => service.Build!.Arguments.Keys).ToHashSet(StringComparer.Ordinal);
        return new[] { SettingKeys.NodeImage, SettingKeys.NginxImage }
            .Where(key => used.Contains(key) && deployment.Settings[key].Origin == SettingOrigin.Default)
            .ToDictionary(key => key, key => deployment.Settings[key].Reveal()!, StringComparer.Ordinal);
    }

    private async Task<bool> GoesLocalAsync(
        BuildContext context, DeploymentSettings settings, Dictionary<string, string> asked, CancellationToken cancellationToken)
    {
        if (settings.BaseImages != BaseImagesMode.Auto)
        {
            return settings.BaseImages == BaseImagesMode.Local;
        }

        var image = asked.Values.First();
        try
        {
            await docker.RunAsync(new DockerCommand("buildx", "imagetools", "inspect", "--raw", image) { Timeout = RegistryLimit }, cancellationToken);
            return false;
        }
        catch (DockerCommandFailure)
        {
            context.Tell(
                $"The registry did not answer for {image} within {RegistryLimit.TotalSeconds} s: "
                + "using base images made here from Debian's packages (--base-images=local).");
            return true;
        }
    }

    private Dictionary<string, string> MakeLocal(BuildContext context, Dictionary<string, string> asked)
    {
        var printed = new List<string>();
        var exitCode = Cake.Common.ProcessAliases.StartProcess(context.Within(LocalLimit), "bash", new ProcessSettings
        {
            Arguments = new ProcessArgumentBuilder()
                .AppendQuoted(System.IO.Path.Combine(surroundings.Docker, "base", "bases.sh")).Append("ensure"),
            EnvironmentVariables = new Dictionary<string, string?> { ["OLYMPIAN_BOOTSTRAP"] = context.Options.Bootstrap ? "1" : "0" },
            RedirectStandardOutput = true,
            RedirectedStandardOutputHandler = line =>
            {
                if (line is not null)
                {
                    printed.Add(line);
                    context.Tell(line);
                }

                return null;
            },
        });

        var made = Parse(printed);
        return exitCode == 0 && asked.Keys.All(made.ContainsKey)
            ? asked.Keys.ToDictionary(key => key, key => made[key], StringComparer.Ordinal)
            : throw new ExpectedFailure(
                "The local base images could not be made.",
                $"Expected exit code 0 of docker/base/bases.sh and a name for {string.Join(" and ", asked.Keys)}; found exit code {exitCode}.",
                $"With consent to install what it needs: ./build.sh --target={context.Options.Targets[0]} --bootstrap; "
                + "or name images that this engine can pull: --node-image=… --nginx-image=…");
    }

    private static Dictionary<string, string> Parse(IEnumerable<string> lines) => lines
        .Select(line => line.Split('=', 2))
        .Where(parts => parts is [SettingKeys.NodeImage or SettingKeys.NginxImage, _])
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
}
