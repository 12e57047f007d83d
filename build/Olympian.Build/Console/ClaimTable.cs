using Olympian.Deployment.Releases;

namespace Olympian.Build.Console;

/// <summary>Claims as a table: one row a claim, those that do not hold say what was expected.</summary>
internal static class ClaimTable
{
    public static string Of(IEnumerable<Claim> claims) => TextTable.Of(
        ["", "of", "claim", "found"],
        claims.Select(claim => new[]
        {
            claim.Holds ? "ok" : "NO",
            claim.Subject,
            claim.Statement,
            claim.Holds ? claim.Actual! : $"{claim.Actual ?? "nothing"}; expected {claim.Expected}",
        }));
}
