using Olympian.Deployment.Bases;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Releases;

namespace Olympian.Deployment.Healing;

/// <summary>A release that was built upon proven bases, and proven itself.</summary>
/// <param name="Release">The release.</param>
/// <param name="Bases">The bases of each service.</param>
/// <param name="Integrity">How the layers of bases and images were proven.</param>
/// <param name="WasHealed">Whether damage was found on the way.</param>
public sealed record HealthyRelease(
    ProvenRelease Release, IReadOnlyDictionary<string, IReadOnlyList<ResolvedBase>> Bases, IntegrityReport Integrity, bool WasHealed)
{
    /// <summary>Every claim that was checked, of the bases too; all of them hold.</summary>
    public IReadOnlyList<Claim> Claims { get; } =
        [.. IntegrityClaims.Of(Integrity).Where(claim => claim.Holds && !Release.Claims.Contains(claim)), .. Release.Claims];
}
