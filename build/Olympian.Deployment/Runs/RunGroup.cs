namespace Olympian.Deployment.Runs;

/// <summary>Runs that can be held against each other: one kind of build, and the same end.</summary>
/// <param name="Kind">The kind of build.</param>
/// <param name="Starts">Whether what was built was started in the same run.</param>
/// <param name="Runs">The runs, the newest last. Those that succeeded are peers; the others are only shown.</param>
public sealed record RunGroup(BuildKind Kind, bool Starts, IReadOnlyList<RunRecord> Runs)
{
    /// <summary>How many others must have succeeded before one can be called slow.</summary>
    public const int FewestPeers = 3;

    // Whichever is more: what a person would notice, or what is unusual for these very runs.
    private const double NoticeableShare = 0.2;
    private const double UnusualDeviations = 3;

    /// <summary>How long a run may take before it is called slower than its peers; null while there are too few.</summary>
    public TimeSpan? Limit { get; } = LimitOf([.. Runs.Where(IsPeer).Select(run => run.Duration!.Value.TotalSeconds)]);

    /// <summary>How many runs the medians are of.</summary>
    public int Peers => Runs.Count(IsPeer);

    /// <summary>Whether a run succeeded and took longer than <see cref="Limit"/>.</summary>
    public bool IsSlow(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return IsPeer(run) && run.Duration > Limit;
    }

    /// <summary>The median of something of the runs that succeeded; null where none of them has it.</summary>
    public double? MedianOf(Func<RunRecord, double?> value) => Median([.. Runs.Where(IsPeer).Select(value).OfType<double>()]);

    private static bool IsPeer(RunRecord run) => run is { Outcome: RunOutcome.Succeeded, Duration: not null };

    // The run itself counts among its peers: a median hardly minds one.
    private static TimeSpan? LimitOf(double[] totals)
    {
        if (totals.Length <= FewestPeers)
        {
            return null;
        }

        var median = Median(totals)!.Value;
        var deviation = Median([.. totals.Select(total => Math.Abs(total - median))])!.Value;
        return TimeSpan.FromSeconds(median + Math.Max(NoticeableShare * median, UnusualDeviations * deviation));
    }

    private static double? Median(double[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? null
            : values.Length % 2 == 1 ? values[values.Length / 2]
            : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2;
    }
}
