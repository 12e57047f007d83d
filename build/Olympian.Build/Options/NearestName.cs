namespace Olympian.Build.Options;

/// <summary>Finds what somebody probably meant to type.</summary>
internal static class NearestName
{
    /// <summary>
    /// The name with the fewest edits from <paramref name="typed"/>, letter case and dashes aside;
    /// null when even that one differs in more than a third of its letters, for a wild guess helps nobody.
    /// </summary>
    public static string? Of(string typed, IEnumerable<string> names)
    {
        var wanted = Plain(typed);
        var (name, edits) = names
            .Select(candidate => (Name: candidate, Edits: Edits(wanted, Plain(candidate))))
            .DefaultIfEmpty((Name: "", Edits: int.MaxValue))
            .MinBy(candidate => candidate.Edits);

        return edits <= Math.Max(2, Math.Max(wanted.Length, name.Length) / 3) ? name : null;
    }

    /// <summary>The sentence to add to a refusal, or nothing.</summary>
    public static string Suggestion(string typed, IEnumerable<string> names, string prefix = "") =>
        Of(typed, names) is { } nearest ? $" Did you mean '{prefix}{nearest}'?" : "";

    private static string Plain(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    // Levenshtein distance, two rows at a time.
    private static int Edits(string from, string to)
    {
        var previous = Enumerable.Range(0, to.Length + 1).ToArray();
        var current = new int[to.Length + 1];

        for (var i = 1; i <= from.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = previous[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[to.Length];
    }
}
