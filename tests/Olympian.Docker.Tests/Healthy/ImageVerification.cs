using Olympian.Build.Adapters;
using Olympian.Build.Adapters.Docker;
using Olympian.Build.Adapters.Registries;
using Olympian.Build.Adapters.Stores;
using Olympian.Build.Options;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Registries;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Healthy;

/// <summary>The product's verification of images, of its real parts, put together as the build host does.</summary>
internal sealed class ImageVerification : IDisposable
{
    private readonly DockerCli docker;
    private readonly RegistryHttp http;
    private readonly EngineEndpoint endpoint;
    private readonly RegistryCheck registry;
    private readonly LayerDecompressor decompressor = new();

    public ImageVerification(TestEngine engine)
        : this(engine.Docker, engine.Host, engine.Directory)
    {
    }

    /// <param name="docker">The engine's docker command.</param>
    /// <param name="host">Where it listens, as <c>DOCKER_HOST</c> says it.</param>
    /// <param name="directory">A directory with no docker settings in it.</param>
    public ImageVerification(DockerCli docker, string host, string directory)
    {
        this.docker = docker;
        var surroundings = new Surroundings(
            directory,
            directory,
            new Dictionary<string, string> { ["DOCKER_HOST"] = host, ["HOME"] = directory });
        var credentials = new DockerCredentials(surroundings, new CredentialProgram(surroundings, TimeSpan.FromSeconds(5)));
        endpoint = new(docker, surroundings);
        http = new(RegistryLimits.Usual);
        var client = new RegistryClient(
            new RegistryEndpoints(new DockerEngine(docker), endpoint),
            http,
            new RegistryAuthorization(http, credentials),
            RegistryLimits.Usual);
        registry = new(client, new LayerReader(client, decompressor));
    }

    /// <summary>Looks into images in one way; what earlier runs found sound is not believed.</summary>
    public Task<IntegrityReport> RunAsync(IReadOnlyList<ImageToVerify> images, Way way, CancellationToken cancellationToken = default)
    {
        var verifier = new VerifyIntegrity(
            new DockerEngine(docker),
            new StoreLocator(endpoint),
            new ImageStreams(docker, decompressor),
            registry,
            new CheckedLayers(),
            TimeProvider.System);
        return verifier.RunAsync(images, [way], new SilentJournal(), cancellationToken);
    }

    public void Dispose() => http.Dispose();
}
