namespace Olympian.Deployment.Releases;

/// <summary>
/// The names under which a service's images stand in the engine. The repository is always <c>project/service</c>; what an image is
/// to the project is its tag.
/// </summary>
public static class ReleaseTags
{
    private const string CandidateSuffix = ".candidate";
    private const string FailedSuffix = ".failed";

    /// <summary>Of an image that is built but not verified.</summary>
    public static string Candidate(string project, string service, string release) => $"{project}/{service}:{release}{CandidateSuffix}";

    /// <summary>Of a verified image.</summary>
    public static string Verified(string project, string service, string release) => $"{project}/{service}:{release}";

    /// <summary>Of an image that was verified, and whose release did not come up when it was started.</summary>
    public static string Failed(string project, string service, string release) => $"{project}/{service}:{release}{FailedSuffix}";

    /// <summary>Of the image that last proved healthy at a start.</summary>
    public static string Current(string project, string service) => $"{project}/{service}:current";

    /// <summary>Of the image that was current before that.</summary>
    public static string Previous(string project, string service) => $"{project}/{service}:previous";

    /// <summary>Whether a tag names an image whose release did not come up.</summary>
    public static bool IsFailed(string tag) => tag.EndsWith(FailedSuffix, StringComparison.Ordinal);

    /// <summary>Whether a tag names an image that is built but not verified.</summary>
    public static bool IsCandidate(string tag) => tag.EndsWith(CandidateSuffix, StringComparison.Ordinal);
}
