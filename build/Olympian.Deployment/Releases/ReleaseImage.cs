using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>One service's image in a release.</summary>
/// <param name="Service">The service.</param>
/// <param name="Image">The image.</param>
/// <param name="IsVerified">Whether it carries the tag that only verification gives; a candidate does not.</param>
/// <param name="IsRunning">Whether a container of the project's stack runs it.</param>
/// <param name="IsCurrent">Whether it last proved healthy at a start.</param>
/// <param name="IsPrevious">Whether it was current before that.</param>
public sealed record ReleaseImage(string Service, ImageFacts Image, bool IsVerified, bool IsRunning, bool IsCurrent, bool IsPrevious)
{
    /// <summary>Whether its release was verified and did not come up when it was last started.</summary>
    public bool IsFailed { get; init; }
}
