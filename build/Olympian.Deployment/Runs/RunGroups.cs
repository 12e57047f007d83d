namespace Olympian.Deployment.Runs;

/// <summary>Sorts the runs that built something into groups of which each can be held against each other.</summary>
public static class RunGroups
{
    /// <summary>The target that starts what was built.</summary>
    private const string Start = "UpProd";

    /// <summary>The last runs of each group.</summary>
    /// <param name="runs">Every run, the oldest first. They are taken one at a time, and of each group no more are kept than are asked for: a long history costs time, and no room.</param>
    /// <param name="last">How many of each group.</param>
    /// <returns>The groups that have a run, in the order of their kinds; those that were started first.</returns>
    public static IReadOnlyList<RunGroup> Of(IEnumerable<RunRecord> runs, int last)
    {
        ArgumentNullException.ThrowIfNull(runs);

        var groups = new SortedDictionary<(BuildKind Kind, bool IsBuildAlone), Queue<RunRecord>>();
        foreach (var run in runs)
        {
            if (run.Profile?.Kind is not { } kind)
            {
                continue;
            }

            var key = (kind, !run.Durations.Any(one => one.Target == Start));
            if (!groups.TryGetValue(key, out var kept))
            {
                groups[key] = kept = new();
            }

            kept.Enqueue(run);
            if (kept.Count > last)
            {
                kept.Dequeue();
            }
        }

        return [.. groups.Select(group => new RunGroup(group.Key.Kind, !group.Key.IsBuildAlone, [.. group.Value]))];
    }
}
