namespace Olympian.Deployment.Releases;

/// <summary>
/// The names under which a service's images stand in the engine. The repository is always <c>project/service</c>; what an image is
/// to the project is its tag.
/// </summary>
public static class ReleaseTags
{
    private const string CandidateSuffix = ".candidate";

    /// <summary>Of an image that is built but not verified.</summary>
    public static string Candidate(string project, string service, string release) => $"{project}/{service}:{release}{CandidateSuffix}";

    /// <summary>Of a verified image.</summary>
    public static string Verified(string project, string service, string release) => $"{project}/{service}:{release}";

    /// <summary>Of the image that last proved healthy at a start.</summary>
    public static string Current(string project, string service) => $"{project}/{service}:current";

    /// <summary>Of the image that was current before that.</summary>
    public static string Previous(string project, string service) => $"{project}/{service}:previous";

    /// <summary>Whether a tag names an image that is built but not verified.</summary>
    public static bool IsCandidate(string tag) => tag.EndsWith(CandidateSuffix, StringComparison.Ordinal);
}
