using Olympian.Deployment.Bases;
using Olympian.Deployment.Integrity;

namespace Olympian.Deployment.Releases;

/// <summary>What verifying the running release came to.</summary>
/// <param name="Id">The release.</param>
/// <param name="Claims">Every claim, whether it holds or not.</param>
/// <param name="Integrity">How layers were proven.</param>
/// <param name="Bases">The bases, held against their registries: news, and no claims.</param>
public sealed record VerifiedRelease(
    ReleaseId Id, IReadOnlyList<Claim> Claims, IntegrityReport Integrity, IReadOnlyList<BaseState> Bases);
