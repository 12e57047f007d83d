using System.Text.Json;
using Olympian.Build.Adapters;
using Olympian.Build.Adapters.Docker;
using Olympian.Build.Adapters.Registries;
using Olympian.Build.Options;
using Olympian.Deployment.Registries;

namespace Olympian.Docker.Tests.Registries;

/// <summary>The real parts, put together as the host does, with a home directory and a docker configuration of their own.</summary>
internal sealed class Rig : IDisposable
{
    private readonly RegistryHttp http;

    public Rig(double idleSeconds = 30)
    {
        Home = Directory.CreateTempSubdirectory("olympian-home-").FullName;
        Docker = new DockerCli("docker", "./build.sh --target=Status --bootstrap");
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = Home,
            ["PATH"] = $"{Home}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
        };
        var surroundings = new Surroundings(Home, Home, environment);
        var limits = RegistryLimits.Usual with { Idle = TimeSpan.FromSeconds(idleSeconds) };
        Programs = new(surroundings, TimeSpan.FromSeconds(2));
        http = new(limits);
        Registry = new(
            new RegistryEndpoints(new DockerEngine(Docker), new EngineEndpoint(Docker, surroundings)),
            http,
            new RegistryAuthorization(http, new DockerCredentials(surroundings, Programs)),
            limits);
        Reader = new(Registry, new LayerDecompressor());
        Check = new(Registry, Reader);
    }

    public string Home { get; }

    public DockerCli Docker { get; }

    public CredentialProgram Programs { get; }

    public RegistryClient Registry { get; }

    public LayerReader Reader { get; }

    public RegistryCheck Check { get; }

    /// <summary>What the engine says of an image, said to come from somewhere.</summary>
    public async Task<PulledImage> PulledAsync(string name, RegistryImage? origin = null)
    {
        var answer = await Docker.RunAsync(new("image", "inspect", name), default);
        using var json = JsonDocument.Parse(answer.StandardOutput);
        var image = json.RootElement[0];
        return new(
            origin ?? RegistryImage.Parse(image.GetProperty("RepoDigests")[0].GetString()!),
            image.GetProperty("Id").GetString()!,
            [.. image.GetProperty("RootFS").GetProperty("Layers").EnumerateArray().Select(layer => layer.GetString()!)],
            RegistryPlatform.Of(
                image.GetProperty("Os").GetString()!,
                image.GetProperty("Architecture").GetString()!,
                image.TryGetProperty("Variant", out var variant) ? variant.GetString() : null));
    }

    public void Dispose()
    {
        http.Dispose();
        Directory.Delete(Home, recursive: true);
    }
}
