namespace Olympian.Deployment.Cleaning;

/// <summary>A plan and its outcome in people's words.</summary>
public static class CleaningText
{
    private const int LongestName = 100;

    /// <summary>What would go and why, what stays and why.</summary>
    public static IEnumerable<string> Of(CleaningPlan plan)
    {
        foreach (var removal in plan.Removals)
        {
            yield return $"would remove {Title(removal)}: {removal.Reason}";
        }

        foreach (var kept in plan.Kept)
        {
            yield return Of(kept);
        }
    }

    /// <summary>The plan in one line.</summary>
    public static string Sum(IReadOnlyCollection<Removal> removals) => removals.Count == 0
        ? "This is a plan: nothing would go, and nothing was removed."
        : $"This is a plan: {Counts(removals)} would go, {ByteCount.Show(removals.Sum(removal => removal.Bytes))} at most (layers are shared); nothing was removed.";

    /// <summary>One thing that stays.</summary>
    public static string Of(Kept kept) => $"keep {Word(kept.Kind)} {kept.Name}{Size(kept.Bytes)}: {kept.Reason}";

    /// <summary>One thing, with its size.</summary>
    public static string Title(Removal removal) => $"{Word(removal.Kind)} {Name(removal)}{Size(removal.Bytes)}";

    /// <summary>The outcome in one line.</summary>
    public static string Of(CleaningResult result) => result.Removed.Count == 0
        ? "Nothing was left to remove; 0 B reclaimed."
        : $"Removed {Counts(result.Removed)}; {ByteCount.Show(result.Bytes)} reclaimed.";

    private static string Counts(IEnumerable<Removal> removals) => string.Join(", ", removals
        .GroupBy(removal => removal.Kind)
        .OrderBy(kind => kind.Key)
        .Select(kind => $"{kind.Count()} {(kind.Count() == 1 ? Word(kind.Key) : Plural(kind.Key))}"));

    private static string Size(long bytes) => bytes > 0 ? $" ({ByteCount.Show(bytes)})" : "";

    private static string Name(Removal removal)
    {
        var name = removal.Kind == ItemKind.CacheRecord ? $"{removal.Id} {removal.Name}" : removal.Name;
        return name.Length > LongestName ? $"{name[..(LongestName - 1)]}…" : name;
    }

    private static string Word(ItemKind kind) => kind switch
    {
        ItemKind.Container => "container",
        ItemKind.ImageName => "image name",
        ItemKind.Image => "image",
        ItemKind.CacheRecord => "build cache",
        _ => "file",
    };

    private static string Plural(ItemKind kind) => kind == ItemKind.CacheRecord ? "build cache records" : $"{Word(kind)}s";
}
