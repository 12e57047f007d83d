using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Stores;

namespace Olympian.Deployment.CachedSteps;

/// <summary>What is known of a project's build cache before a build.</summary>
/// <param name="Store">The engine's files; null where they cannot be read, and then nothing is known.</param>
/// <param name="WhyNot">Why not; null where they can.</param>
public sealed record CacheProof(IEngineStore? Store, string? WhyNot)
{
    /// <summary>The directories of every record of the project's, damaged or not: no later build made them.</summary>
    public IReadOnlySet<string> Directories { get; init; } = new HashSet<string>();

    /// <summary>The records that are what they were right after the build that made them.</summary>
    public IReadOnlyList<CacheRecord> Proven { get; init; } = [];

    /// <summary>The records that are not, with what is wrong.</summary>
    public IReadOnlyList<(CacheRecord Record, IReadOnlyList<LayerFault> Faults)> Damaged { get; init; } = [];

    /// <summary>The records of which nothing can be said, with the reason.</summary>
    public IReadOnlyList<(CacheRecord Record, string Reason)> Unproven { get; init; } = [];

    /// <summary>How many bytes were read, and how long it took.</summary>
    public (long Bytes, TimeSpan Elapsed) Reading { get; init; }

    /// <summary>The same as a report of the way "cache".</summary>
    public IntegrityReport Report
    {
        get
        {
            if (Store is null)
            {
                return new([], [], [(Way.Cache, WhyNot!)]);
            }

            string[] notes =
            [
                .. Unproven.GroupBy(one => one.Reason, StringComparer.Ordinal)
                    .Select(same => $"not proven: {same.Count()} of {Proven.Count + Damaged.Count + Unproven.Count} records: {same.Key}"),
            ];
            return new(
                Proven.Count + Damaged.Count == 0 ? [] : [new(Title, "", Proven.Count + Damaged.Count, [Way.Cache], [.. Findings])],
                [new(Way.Cache, Proven.Count + Damaged.Count, Reading.Bytes, Reading.Elapsed, notes)],
                []);
        }
    }

    private const string Title = "build cache";

    private IEnumerable<IntegrityFinding> Findings => Damaged.SelectMany(one => one.Faults.Select(fault => new IntegrityFinding(
        Way.Cache,
        [$"{Title}: record {one.Record.Id}, {FirstLine(one.Record.Description)}"],
        [],
        null,
        [],
        fault)));

    private static string FirstLine(string text) => text.Split('\n', 2)[0];
}
