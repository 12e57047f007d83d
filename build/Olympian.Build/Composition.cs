using Microsoft.Extensions.DependencyInjection;
using Olympian.Build.Adapters;
using Olympian.Build.Adapters.Docker;
using Olympian.Build.Options;
using Olympian.Deployment.Images;

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
    }
}
