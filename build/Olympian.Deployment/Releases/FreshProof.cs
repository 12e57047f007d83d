using Olympian.Deployment.Integrity;
using Olympian.Deployment.Sources;

namespace Olympian.Deployment.Releases;

/// <summary>Whether a release that is there is what an ultra-clean build of the source on disk would start from now.</summary>
/// <param name="Project">The project.</param>
/// <param name="Release">The release; null where none is proven.</param>
/// <param name="Arguments">What it was built with, as its labels say; null where none is proven.</param>
/// <param name="Claims">What was checked, in the order in which it was: all of it holds, or the last does not.</param>
/// <param name="Integrity">How its layers were proven.</param>
/// <param name="WhyNot">Why nothing is kept, in one line; null where a release is proven.</param>
public sealed record FreshProof(
    string Project, ReleaseId? Release, BuildArguments? Arguments, IReadOnlyList<Claim> Claims, IntegrityReport Integrity, string? WhyNot)
{
    /// <summary>Nothing is kept.</summary>
    internal static FreshProof No(string project, string whyNot, IReadOnlyList<Claim>? claims = null, IntegrityReport? integrity = null) =>
        new(project, null, null, claims ?? [], integrity ?? IntegrityReport.Empty, whyNot);
}
