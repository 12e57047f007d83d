using System.Globalization;
using System.Text.RegularExpressions;

namespace Olympian.Deployment.Settings;

/// <summary>
/// Finds what a compose file takes from elsewhere. Compose before 2.40.2 can be made to write files outside its cache by an artifact that it
/// includes (CVE-2025-62725), and does so when it reads the file: so the text is looked at before compose is.
/// </summary>
/// <remarks>
/// By lines and not by a reader of YAML, which this build has none of; so it errs to one side. Whatever stands under a key <c>include</c> or
/// <c>extends</c>, in whatever notation, counts; where brackets leave open how far such a key reaches, it reaches to the file's end; and a variable or
/// an alias, which only compose resolves, counts as from elsewhere.
/// </remarks>
public static partial class RemoteIncludes
{
    /// <summary>The first version of compose that reads them safely.</summary>
    public static readonly Version SafeCompose = new(2, 40, 2);

    /// <summary>What of a compose file's text compose would fetch, or may; names of local files it includes are not among it.</summary>
    public static IReadOnlyList<string> In(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. Values(text).Where(MayBeRemote)];
    }

    /// <summary>The local files that a compose file's text includes or extends, as they are written there; other words of those places, too.</summary>
    public static IReadOnlyList<string> LocalIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. Values(text).Where(value => !MayBeRemote(value))];
    }

    private static bool MayBeRemote(string value) => Remote().IsMatch(value) || value[0] == '*' || value.Contains('$', StringComparison.Ordinal);

    private static IEnumerable<string> Values(string text)
    {
        int? keyAt = null;
        var toTheEnd = false;
        var open = 0;
        foreach (var raw in Unescaped(text).ReplaceLineEndings("\n").Split('\n'))
        {
            var line = Comment().Replace(raw, "");
            var indent = line.TakeWhile(char.IsWhiteSpace).Count();
            if (indent == line.Length)
            {
                continue;
            }

            if (indent < keyAt || (indent == keyAt && line[indent] is not ('-' or ':')))
            {
                keyAt = null;
            }

            // In a line that has the key the words before it count as well: with brackets nobody can tell which are its own.
            var hasKey = Key().IsMatch(line);
            keyAt = hasKey ? Math.Min(indent, keyAt ?? indent) : keyAt;
            var opened = Quoted().Replace(line, "");
            var closes = open + opened.Count(sign => sign is '{' or '[') - opened.Count(sign => sign is '}' or ']');
            toTheEnd |= (hasKey && (open > 0 || closes > 0)) || AliasAsKey().IsMatch(opened);
            open = Math.Max(0, closes);

            if (keyAt is not null || toTheEnd)
            {
                foreach (var value in WordsOf(hasKey && !toTheEnd ? line[Key().Match(line).Index..] : line))
                {
                    yield return value;
                }
            }
        }
    }

    private static IEnumerable<string> WordsOf(string line) =>
        from word in Word().Matches(line)
        let value = word.Value.TrimStart(':')
        where value.Length > 0 && !KeyOrSign().IsMatch(value)
        // A pattern in quotes is no alias.
        where value[0] != '*' || word.Index == 0 || line[word.Index - 1] is not ('"' or '\'')
        select value;

    // What double quotes may hide a letter behind. Elsewhere these are no escapes; reading too much into a text does no harm here.
    private static string Unescaped(string text) => Escape().Replace(text, escape =>
        escape.Value == "\\/" ? "/"
        : int.Parse(escape.ValueSpan[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) is var code and (> 0 and < 0xD800 or > 0xDFFF and <= 0x10FFFF)
            ? char.ConvertFromUtf32(code) : escape.Value);

    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*://|^[\w.-]+@[\w.-]+:|^github\.com/|\.git([#?].*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Remote();

    // Not behind a quote: there the sign may be a text's.
    [GeneratedRegex(@"(?<=^[^""'#]*)(?<=^|\s)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<![\w.-])[""']?(include|extends)[""']?\s*:|\?\s+[""']?(include|extends)[""']?\s*$")]
    private static partial Regex Key();

    [GeneratedRegex(@"(?<![\w*])\*[\w-]+\s*:")]
    private static partial Regex AliasAsKey();

    [GeneratedRegex(@"""[^""]*""|'[^']*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\\(/|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})")]
    private static partial Regex Escape();

    // Scalars without the quotes around them and the signs of lists and maps between them.
    [GeneratedRegex(@"(\$\{[^}\s]*\}|[^\s""'\[\]{},])+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^([-?|>!][-+0-9]?|.*:)$")]
    private static partial Regex KeyOrSign();
}
