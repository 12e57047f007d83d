using Olympian.Deployment.Integrity;
using Olympian.Deployment.Releases;

namespace Olympian.Deployment.Images;

/// <summary>
/// Images that were built just now hold damaged layers: what was built came out as layers that the engine had already, and those are not what
/// they were. They stay candidates.
/// </summary>
/// <param name="release">The release.</param>
/// <param name="report">What was found.</param>
/// <param name="claims">Every claim that was checked.</param>
public sealed class BuiltDamaged(ReleaseId release, IntegrityReport report, IReadOnlyList<Claim> claims)
    : ExpectedFailure(
        $"Release {release} is damaged and was not released.",
        string.Join('\n', report.Findings.Select(finding => $"  {finding}")),
        "Nothing that runs was changed. Heal it: ./build.sh --target=Heal; or let the build do so: leave --no-heal out")
{
    /// <summary>What was found.</summary>
    public IntegrityReport Report { get; } = report;

    /// <summary>Every claim that was checked.</summary>
    public IReadOnlyList<Claim> Claims { get; } = claims;
}
