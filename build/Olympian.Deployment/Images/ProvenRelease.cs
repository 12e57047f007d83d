using Olympian.Deployment.Integrity;
using Olympian.Deployment.Releases;

namespace Olympian.Deployment.Images;

/// <summary>A release that was built and proven.</summary>
/// <param name="Id">The release.</param>
/// <param name="Images">What the builder made, one image a service.</param>
/// <param name="Claims">Every claim that was checked; all of them hold.</param>
/// <param name="Integrity">How the layers of its images were proven.</param>
public sealed record ProvenRelease(ReleaseId Id, IReadOnlyList<BuiltImage> Images, IReadOnlyList<Claim> Claims, IntegrityReport Integrity);
