namespace Olympian.Deployment.Integrity;

/// <summary>An image that was looked into.</summary>
/// <param name="Title">The name it is shown under.</param>
/// <param name="ImageId">Its id in the engine.</param>
/// <param name="Layers">How many layers it has; 0 where its configuration cannot be read.</param>
/// <param name="Ways">The ways in which it was looked into.</param>
/// <param name="Findings">What was found; empty for an image that is what it was.</param>
public sealed record VerifiedImage(
    string Title, string ImageId, int Layers, IReadOnlyList<Way> Ways, IReadOnlyList<IntegrityFinding> Findings)
{
    /// <summary>Whether it was looked into, and nothing was found.</summary>
    public bool IsIntact => Ways.Count > 0 && Findings.Count == 0;
}
