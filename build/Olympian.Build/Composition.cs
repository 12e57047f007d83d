using Microsoft.Extensions.DependencyInjection;
using Olympian.Build.Adapters;
using Olympian.Build.Adapters.Compose;
using Olympian.Build.Adapters.Docker;
using Olympian.Build.Adapters.Files;
using Olympian.Build.Adapters.Settings;
using Olympian.Build.Options;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Settings;

namespace Olympian.Build;

/// <summary>Which part stands behind which port.</summary>
internal static class Composition
{
    public static void Register(
        IServiceCollection services, RunOptions options, Surroundings surroundings, Interruption interruption, BuildOutcome outcome)
    {
        services.AddSingleton(options);
        services.AddSingleton(surroundings);
        services.AddSingleton(interruption);
        services.AddSingleton(outcome);

        services.AddSingleton(new DockerCli("docker", $"./build.sh --target={options.Targets[0]} --bootstrap"));
        services.AddSingleton<IDockerCli>(provider => provider.GetRequiredService<DockerCli>());
        services.AddSingleton<IDockerEngine, DockerEngine>();
        services.AddSingleton<EngineGate>();

        services.AddSingleton<IEnvFileStore, EnvFileOnDisk>();
        services.AddSingleton<IPasswordFile, PasswordFile>();
        services.AddSingleton<LoadSettings>();
        services.AddSingleton<DeploymentReader>();

        services.AddSingleton<IBuildFiles, BuildFiles>();
        services.AddSingleton<CleanBuild>();
        services.AddSingleton<PruneReleases>();
    }
}
