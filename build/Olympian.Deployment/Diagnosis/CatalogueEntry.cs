using System.Text.RegularExpressions;

namespace Olympian.Deployment.Diagnosis;

/// <summary>One message that Docker prints, and what is known of it.</summary>
/// <param name="Id">Its name: short, for records and tests.</param>
/// <param name="Class">What kind of trouble it is.</param>
/// <param name="Pattern">
/// A regular expression over one line, in any letter case, without look-around or back-references: it is matched in linear time. A
/// group <c>what</c> tells two findings of one entry apart.
/// </param>
/// <param name="Example">A line as it was seen; digests may be shortened.</param>
/// <param name="Source">Where it was seen: threads, or measured.</param>
/// <param name="Cause">Why it comes.</param>
/// <param name="Advice">What to do, with the exact command.</param>
/// <param name="CleaningMayHelp">Whether removing cached layers, images or build cache can be part of the cure.</param>
public sealed record CatalogueEntry(
    string Id,
    FaultClass Class,
    string Pattern,
    string Example,
    string Source,
    string Cause,
    string Advice,
    bool CleaningMayHelp = false)
{
    internal const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // Asked first: making the expressions of a hundred entries takes longer than reading most logs.
    private readonly Lazy<IReadOnlyList<string>> words = new(() => RequiredText.Of(Pattern));
    private readonly Lazy<Regex> expression = new(() => new(Pattern, Options));

    /// <summary>Whether the line, as <see cref="LogLine"/> bared it, is this message.</summary>
    internal bool Matches(string line) =>
        words.Value.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase)) && expression.Value.IsMatch(line);

    /// <summary>What the message is about, where its pattern says; null otherwise.</summary>
    internal string? SubjectOf(string line) =>
        expression.Value.Match(line).Groups["what"] is { Success: true } what ? what.Value : null;
}
