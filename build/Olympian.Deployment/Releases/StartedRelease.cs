using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>A release that was started, and what proves that it runs.</summary>
/// <param name="Id">The release.</param>
/// <param name="Images">Its images, one a service that is built.</param>
/// <param name="Claims">Every claim that was checked; all of them hold.</param>
public sealed record StartedRelease(ReleaseId Id, IReadOnlyList<ImageFacts> Images, IReadOnlyList<Claim> Claims)
{
    /// <summary>What clients saw meanwhile; empty where nothing ran before, or nobody was to be asked.</summary>
    public IReadOnlyList<ServiceGap> Gaps { get; init; } = [];
}
