namespace Olympian.Deployment.Releases;

/// <summary>Something that had to be true of a release is not.</summary>
public sealed class ClaimsRefuted(string whatFailed, IReadOnlyList<Claim> claims, string nextCommand)
    : ExpectedFailure(whatFailed, string.Join('\n', claims.Where(claim => !claim.Holds).Select(claim => $"  {claim}")), nextCommand)
{
    /// <summary>Every claim that was checked, those that hold too.</summary>
    public IReadOnlyList<Claim> Claims { get; } = claims;
}
