using Olympian.Build.Adapters;
using Olympian.Build.Adapters.Stores;
using Olympian.Build.Options;
using Olympian.Deployment.CachedSteps;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Healthy;

/// <summary>The product's seals of a project's build cache, of their real parts, put together as the build host does.</summary>
internal sealed class CacheVerification(TestEngine engine, string project)
{
    private readonly CacheSeals seals = new();
    private readonly ProveCache proving = new(engine.Facts, new StoreLocator(EndpointOf(engine)), new CacheSeals(), TimeProvider.System);

    /// <summary>What is known of the build cache after a build that was sealed.</summary>
    public async Task<CacheProof> OfBuildAsync(Func<Task> build)
    {
        var before = await proving.GlanceAsync(project, CancellationToken.None);
        await build();
        await new SealCache(engine.Facts, seals).RunAsync(project, before, new SilentJournal(), CancellationToken.None);
        return await proving.RunAsync(project, new SilentJournal(), CancellationToken.None);
    }

    private static EngineEndpoint EndpointOf(TestEngine engine) => new(
        engine.Docker,
        new Surroundings(
            engine.Directory,
            engine.Directory,
            new Dictionary<string, string> { ["DOCKER_HOST"] = engine.Host, ["HOME"] = engine.Directory }));
}
