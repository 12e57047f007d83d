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
    private readonly TestEngine engine;
    private readonly RegistryHttp http;
    private readonly EngineEndpoint endpoint;
    private readonly RegistryCheck registry;
    private readonly LayerDecompressor decompressor = new();

    public ImageVerification(TestEngine engine)
    {
        this.engine = engine;
        var surroundings = new Surroundings(
            engine.Directory,
            engine.Directory,
            new Dictionary<string, string> { ["DOCKER_HOST"] = engine.Host, ["HOME"] = engine.Directory });
        var credentials = new DockerCredentials(surroundings, new CredentialProgram(surroundings, TimeSpan.FromSeconds(5)));
        endpoint = new(engine.Docker, surroundings);
        http = new(RegistryLimits.Usual);
        var client = new RegistryClient(
            new RegistryEndpoints(engine.Docker, endpoint),
            http,
            new RegistryAuthorization(http, credentials),
            RegistryLimits.Usual);
        registry = new(client, new LayerReader(client, decompressor));
    }

    /// <summary>Looks into images in one way; what earlier runs found sound is not believed.</summary>
    public Task<IntegrityReport> RunAsync(IReadOnlyList<ImageToVerify> images, Way way, CancellationToken cancellationToken = default)
    {
        var verifier = new VerifyIntegrity(
            engine.Facts,
            new StoreLocator(endpoint),
            new ImageStreams(engine.Docker, decompressor),
            registry,
            new CheckedLayers(),
            TimeProvider.System);
        return verifier.RunAsync(images, [way], new SilentJournal(), cancellationToken);
    }

    public void Dispose() => http.Dispose();
}
