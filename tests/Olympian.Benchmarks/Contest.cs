namespace Olympian.Benchmarks;

/// <summary>
/// Several ways to do the same, one after the other and round after round: what a noisy machine does to one it does to all, and ratios hold
/// where seconds do not.
/// </summary>
/// <param name="Name">What is measured.</param>
/// <param name="Contenders">The first is what the others are held against.</param>
internal sealed record Contest(string Name, IReadOnlyList<Contender> Contenders)
{
    /// <summary>How often each runs.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Whether each runs once before it counts, so that files are in the page cache and images are there.</summary>
    public bool WarmsUp { get; init; } = true;

    /// <summary>Runs it.</summary>
    public async Task<IReadOnlyList<Standing>> RunAsync(Action<string> tell)
    {
        var runs = Contenders.ToDictionary(contender => contender.Name, _ => new List<Measurement>());
        for (var round = WarmsUp ? 0 : 1; round <= Rounds; round++)
        {
            foreach (var contender in Contenders)
            {
                var measured = await contender.RunAsync();
                tell(FormattableString.Invariant($"{Name}: {contender.Name}: {measured.Seconds:0.000} s{(round == 0 ? " (warm-up, not counted)" : "")}"));
                if (round > 0)
                {
                    runs[contender.Name].Add(measured);
                }
            }
        }

        var reference = Standing.Middle([.. runs[Contenders[0].Name].Select(run => run.Seconds)]);
        return [.. Contenders.Select(contender => new Standing(Name, contender, runs[contender.Name], reference))];
    }
}
