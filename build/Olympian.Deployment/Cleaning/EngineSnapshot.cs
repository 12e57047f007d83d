using Olympian.Deployment.Images;

namespace Olympian.Deployment.Cleaning;

/// <summary>What the engine held at one moment, as far as cleaning must know it.</summary>
/// <param name="Images">At least every image with our label.</param>
/// <param name="Containers">Every container, of whomever: a stranger's container may use our image.</param>
/// <param name="Cache">Every record of the build cache.</param>
public sealed record EngineSnapshot(
    IReadOnlyList<ImageFacts> Images,
    IReadOnlyList<ContainerFacts> Containers,
    IReadOnlyList<CacheRecord> Cache);
