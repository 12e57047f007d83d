using Olympian.Deployment.Bases;
using Olympian.Deployment.Sources;

namespace Olympian.Deployment.Images;

/// <summary>What a build target builds.</summary>
/// <param name="Project">The project, as compose resolved it.</param>
/// <param name="Arguments">The build arguments.</param>
/// <param name="CacheUse">How much of the cache may be used.</param>
/// <param name="Began">When the run began.</param>
/// <param name="LogDirectory">Absolute path of the directory that keeps each service's whole output.</param>
/// <param name="Limit">How long building one image may take.</param>
public sealed record ReleaseOrder(
    ComposeProject Project, BuildArguments Arguments, CacheUse CacheUse, DateTimeOffset Began, string LogDirectory, TimeSpan Limit)
{
    /// <summary>The images that each service's build stands on, by the service's name: all of them pulled and proven.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ResolvedBase>> Bases { get; init; } =
        new Dictionary<string, IReadOnlyList<ResolvedBase>>();

    /// <summary>Images that stand in for bases of a damaged layer: the copy's name by the base's.</summary>
    public IReadOnlyDictionary<ImageReference, string> Copies { get; init; } = new Dictionary<ImageReference, string>();
}
