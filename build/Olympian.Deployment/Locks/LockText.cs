using System.Globalization;

namespace Olympian.Deployment.Locks;

/// <summary>Words a lock for people.</summary>
public static class LockText
{
    // A message is a line of a report, not the report.
    private const int Longest = 200;

    /// <summary>Who holds it, from where, for what, since when, and what they say: one line.</summary>
    public static string Of(LockHolder holder, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(holder);

        var process = holder.Process is { } identity ? FormattableString.Invariant($", process {identity.Id}") : "";
        var since = holder.Since is { } at
            ? $"{at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC ({Age(now - at)})"
            : "an unknown time";
        var message = holder.Message is { Length: > 0 } said ? $": \"{Printable(said)}\"" : "";
        return $"{Printable(holder.Owner)} on {Printable(holder.Host)}{process}, target {Printable(holder.Target)}, since {since}{message}";
    }

    // What stands in a label was written by whomever: nothing in it may move the cursor or break the line.
    private static string Printable(string text)
    {
        var shown = text.Length <= Longest ? text : $"{text[..Longest]}…";
        return string.Concat(shown.Select(character =>
            char.IsControl(character) || character is '\u2028' or '\u2029' || char.GetUnicodeCategory(character) == UnicodeCategory.Format ? ' ' : character));
    }

    private static string Age(TimeSpan age) => age switch
    {
        { Ticks: < 0 } => "by its clock, which is ahead of this one",
        { TotalMinutes: < 1 } => FormattableString.Invariant($"{age.TotalSeconds:0} s ago"),
        { TotalHours: < 1 } => FormattableString.Invariant($"{Math.Floor(age.TotalMinutes):0} min ago"),
        { TotalDays: < 1 } => FormattableString.Invariant($"{Math.Floor(age.TotalHours):0} h {age.Minutes} min ago"),
        _ => FormattableString.Invariant($"{Math.Floor(age.TotalDays):0} days ago"),
    };
}
