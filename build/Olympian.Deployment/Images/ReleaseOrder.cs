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
    ComposeProject Project, BuildArguments Arguments, CacheUse CacheUse, DateTimeOffset Began, string LogDirectory, TimeSpan Limit);
