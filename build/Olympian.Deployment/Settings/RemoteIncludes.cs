using System.Text.RegularExpressions;

namespace Olympian.Deployment.Settings;

/// <summary>
/// Finds what a compose file takes from elsewhere. Compose before 2.40.2 can be made to write files outside its cache by an artifact that it
/// includes (CVE-2025-62725), and does so when it reads the file: so the text is looked at before compose is.
/// </summary>
/// <remarks>By lines and not by a reader of YAML: what looks like an address of elsewhere under these keys is taken for one.</remarks>
public static partial class RemoteIncludes
{
    /// <summary>The first version of compose that reads them safely.</summary>
    public static readonly Version SafeCompose = new(2, 40, 2);

    /// <summary>The addresses in a compose file's text that compose would fetch; names of local files it includes are not among them.</summary>
    public static IReadOnlyList<string> In(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. Values(text).Where(value => Remote().IsMatch(value))];
    }

    /// <summary>The local files that a compose file's text includes or extends, as they are written there.</summary>
    public static IReadOnlyList<string> LocalIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. Values(text).Where(value => !Remote().IsMatch(value) && value.Length > 0)];
    }

    private static IEnumerable<string> Values(string text)
    {
        var inInclude = false;
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = Comment().Replace(raw, "");
            if (line.Length > 0 && !char.IsWhiteSpace(line[0]) && line[0] != '-')
            {
                inInclude = line.StartsWith("include", StringComparison.Ordinal) || line.StartsWith("\"include\"", StringComparison.Ordinal);
            }

            if (inInclude || File().IsMatch(line))
            {
                foreach (var value in Word().Matches(line).Select(word => word.Value).Where(word => !Key().IsMatch(word)))
                {
                    yield return value;
                }
            }
        }
    }

    [GeneratedRegex(@"^(oci|https?|git|ssh)://|^git@|^github\.com/|\.git([#?].*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Remote();

    [GeneratedRegex(@"(^|\s)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(^|[\s{,])[""']?file[""']?\s*:")]
    private static partial Regex File();

    // Scalars without the quotes around them and the signs of lists and maps between them.
    [GeneratedRegex(@"[^\s""'\[\]{},]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^(-|.*:)$")]
    private static partial Regex Key();
}
