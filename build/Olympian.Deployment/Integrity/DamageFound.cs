namespace Olympian.Deployment.Integrity;

/// <summary>Images are not what was pulled or built.</summary>
/// <param name="report">What was found.</param>
/// <param name="nextCommand">What to do about it.</param>
public sealed class DamageFound(IntegrityReport report, string nextCommand)
    : ExpectedFailure(
        report.Findings.All(finding => finding.Way == Way.Cache)
            ? "The build cache of this project is damaged."
            : $"{report.Images.Count(image => image.Findings.Count > 0)} of {report.Images.Count} images are damaged.",
        string.Join('\n', report.Findings.Select(finding => $"  {finding}")),
        nextCommand)
{
    /// <summary>What was found.</summary>
    public IntegrityReport Report { get; } = report;
}
