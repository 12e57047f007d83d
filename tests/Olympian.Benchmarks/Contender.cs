namespace Olympian.Benchmarks;

/// <summary>One of several ways to do the same, measured side by side.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="RunAsync">Does it once, and says what that took.</param>
internal sealed record Contender(string Name, Func<Task<Measurement>> RunAsync)
{
    /// <summary>Bytes that one run works through, for MB/s; null where that says nothing.</summary>
    public long? Bytes { get; init; }

    /// <summary>The most it should take, as a multiple of the contest's first contender; null for no such goal.</summary>
    public double? GoalRatio { get; init; }

    /// <summary>The most it should take, in seconds; null for no such goal.</summary>
    public double? GoalSeconds { get; init; }

    /// <summary>The most memory it should hold, in bytes; null for no such goal.</summary>
    public long? GoalPeak { get; init; }
}
