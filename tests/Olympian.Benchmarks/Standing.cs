using System.Globalization;

namespace Olympian.Benchmarks;

/// <summary>What a contender's runs came to, beside the first contender of the same contest.</summary>
/// <param name="Contest">The contest.</param>
/// <param name="Contender">The contender.</param>
/// <param name="Runs">Each run, in order.</param>
/// <param name="Reference">The median of the first contender, in seconds.</param>
internal sealed record Standing(string Contest, Contender Contender, IReadOnlyList<Measurement> Runs, double Reference)
{
    /// <summary>The median of the runs, in seconds.</summary>
    public double Median => Middle([.. Runs.Select(run => run.Seconds)]);

    /// <summary>The median as a multiple of the first contender's.</summary>
    public double Ratio => Median / Reference;

    /// <summary>The most memory of any run, in bytes; null where that was not looked at.</summary>
    public long? Peak => Runs.Max(run => run.PeakBytes);

    /// <summary>10^6 bytes a second, by the median; null where that says nothing.</summary>
    public double? MegabytesPerSecond => Contender.Bytes / 1e6 / Median;

    /// <summary>Each goal and whether it is met; empty without one.</summary>
    public IReadOnlyList<(string Goal, bool IsMet)> Goals =>
    [
        .. Contender.GoalRatio is { } ratio ? [(string.Create(CultureInfo.InvariantCulture, $"at most {ratio:0.##} of the first"), Ratio <= ratio)] : Array.Empty<(string, bool)>(),
        .. Contender.GoalSeconds is { } seconds ? [(string.Create(CultureInfo.InvariantCulture, $"at most {seconds:0.###} s"), Median <= seconds)] : Array.Empty<(string, bool)>(),
        .. Contender.GoalPeak is { } peak ? [(string.Create(CultureInfo.InvariantCulture, $"at most {peak / 1e6:0} MB"), Peak <= peak)] : Array.Empty<(string, bool)>(),
    ];

    /// <summary>The median of some numbers; the mean of the two in the middle where there is none in the middle.</summary>
    public static double Middle(double[] values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length);
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
