namespace Olympian.Deployment.Integrity;

/// <summary>What verifying images came to.</summary>
/// <param name="Images">Every image that was to be looked into.</param>
/// <param name="Ways">The ways that were gone.</param>
/// <param name="NotPossible">The ways that this engine does not allow, with the reason in words.</param>
public sealed record IntegrityReport(
    IReadOnlyList<VerifiedImage> Images, IReadOnlyList<WayReport> Ways, IReadOnlyList<(Way Way, string Reason)> NotPossible)
{
    /// <summary>Nothing was to be looked into.</summary>
    public static IntegrityReport Empty { get; } = new([], [], []);

    /// <summary>What was found, each thing once.</summary>
    public IReadOnlyList<IntegrityFinding> Findings { get; } =
        [.. Images.SelectMany(image => image.Findings).Distinct(ReferenceEqualityComparer.Instance).Cast<IntegrityFinding>()];

    /// <summary>
    /// The ids of images that are damaged in what they say of themselves, and in no layer: a manifest or a configuration, where the engine
    /// has the image nevertheless.
    /// </summary>
    public IReadOnlyList<string> ImagesDamagedAsSuch => [.. Findings.Where(finding => finding.Chains.Count == 0).SelectMany(finding => finding.ImageIds).Distinct()];

    /// <summary>Whether every image was looked into and nothing was found.</summary>
    public bool IsClean => Images.All(image => image.IsIntact);

    /// <summary>Both reports as one.</summary>
    public static IntegrityReport operator +(IntegrityReport left, IntegrityReport right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(
            [
                .. left.Images.Concat(right.Images).GroupBy(image => (image.Title, image.ImageId)).Select(same => new VerifiedImage(
                    same.Key.Title,
                    same.Key.ImageId,
                    same.Max(image => image.Layers),
                    [.. same.SelectMany(image => image.Ways).Distinct()],
                    [.. same.SelectMany(image => image.Findings)])),
            ],
            [
                .. left.Ways.Concat(right.Ways).GroupBy(way => way.Way).Select(same => new WayReport(
                    same.Key,
                    same.Sum(way => way.Layers),
                    same.Sum(way => way.Bytes),
                    same.Aggregate(TimeSpan.Zero, (sum, way) => sum + way.Elapsed),
                    [.. same.SelectMany(way => way.Notes).Distinct(StringComparer.Ordinal)])),
            ],
            [.. left.NotPossible.Union(right.NotPossible)]);
    }
}
