using System.Text;
using System.Text.RegularExpressions;

namespace Olympian.Deployment.Bases;

/// <summary>A pattern of <c>${x#pattern}</c> and its like: <c>*</c> is any text, <c>?</c> one character; there are no classes.</summary>
internal static class ShellPattern
{
    /// <exception cref="FormatException">The pattern escapes what cannot be escaped.</exception>
    public static string TrimStart(string value, string pattern, bool longest)
    {
        var whole = Whole(pattern);
        return value[Lengths(value, longest).FirstOrDefault(length => whole.IsMatch(value[..length]))..];
    }

    /// <exception cref="FormatException">The pattern escapes what cannot be escaped.</exception>
    public static string TrimEnd(string value, string pattern, bool longest)
    {
        var whole = Whole(pattern);
        return value[..^Lengths(value, longest).FirstOrDefault(length => whole.IsMatch(value[^length..]))];
    }

    /// <summary>Each match is the longest from the first place where there is one.</summary>
    /// <exception cref="FormatException">The pattern escapes what cannot be escaped.</exception>
    public static string Replace(string value, string pattern, string replacement, bool all)
    {
        var end = 0;
        return new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant).Replace(
            value,
            match =>
            {
                // Go, whose rules these are, sees no empty match at the end of another.
                var counts = match.Index == 0 || match.Index + match.Length > end;
                end = match.Index + match.Length;
                return counts ? replacement : match.Value;
            },
            all ? -1 : 1);
    }

    private static IEnumerable<int> Lengths(string value, bool longest) =>
        Enumerable.Range(0, value.Length + 1).Select(length => longest ? value.Length - length : length);

    private static Regex Whole(string pattern) =>
        new($@"\A(?:{Translate(pattern)})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static string Translate(string pattern)
    {
        var expression = new StringBuilder();
        for (var at = 0; at < pattern.Length; at++)
        {
            expression.Append(pattern[at] switch
            {
                '*' => ".*",
                '?' => ".",
                '\\' => Escaped(pattern, ++at),
                _ => Regex.Escape(pattern[at].ToString()),
            });
        }

        return expression.ToString();
    }

    // The end of a pattern is escaped with it, and belongs to it then.
    private static string Escaped(string pattern, int at) =>
        at < pattern.Length && pattern[at] is '*' or '?' or '\\' or '}' or '/'
            ? Regex.Escape(pattern[at].ToString())
            : throw new FormatException($"the pattern '{pattern}' escapes what cannot be escaped");
}
