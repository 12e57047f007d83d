using System.Text.RegularExpressions;

namespace Olympian.Deployment.Diagnosis;

/// <summary>Takes from a line what others put around Docker's own words: colours, time stamps of CI systems, names of services and steps.</summary>
internal static partial class LogLine
{
    private const string Completion = "\" did not complete successfully: ";

    /// <summary>What a line must contain to look like an error.</summary>
    public static readonly string[] ErrorWords = ["error", "fatal", "panic", "E: ", "failed to", "cannot", "denied"];

    /// <summary>The line without colours and other control sequences.</summary>
    public static string Plain(string line) => line.Contains('\e', StringComparison.Ordinal) ? Ansi().Replace(line, "") : line;

    /// <summary>The message alone; empty for a line that only quotes the Dockerfile, whose words are nobody's error.</summary>
    public static string Bare(string line)
    {
        var text = Prefixes().Replace(Plain(line), "").TrimEnd();
        if (QuotedInstruction().IsMatch(text))
        {
            return "";
        }

        // The failed command comes before this, as it stands in the Dockerfile.
        var end = text.IndexOf(Completion, StringComparison.Ordinal);
        text = end < 0 ? text : text[(end + 2)..];

        // Engine logs and JSON escape the quotation marks of a message.
        return text.Replace("\\\"", "\"", StringComparison.Ordinal);
    }

    /// <summary>Whether a message, known to nobody, is an error's.</summary>
    public static bool LooksLikeAnError(string bareLine) => Error().IsMatch(bareLine);

    // At the line's start, or in a phrase: the word alone stands in many a harmless line ("0 errors").
    [GeneratedRegex(@"\A(?:error|fatal|panic|E|npm (?:error|ERR!))[: ]|\b(?:failed to|cannot|denied|error response from daemon)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Error();

    // Control sequences, and the titles and links (OSC) that some terminals take.
    [GeneratedRegex(@"\e(?:\[[0-?]*[ -/]*[@-~]|\][^\a\e]*(?:\a|\e\\)|[@-Z\\^_])")]
    private static partial Regex Ansi();

    // In this order, each at most once: GitHub's, GitLab's or Jenkins's time stamp; GitLab's mark of the stream; compose's and this build's
    // service; BuildKit's number of the step and its seconds. (?>) because no part needs to be tried twice.
    [GeneratedRegex(
        @"\A\s*(?>\[?(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?\s+)?(?>\d\d[OE][+ ]\s*)?(?>[A-Za-z][\w.-]*\s*\|\s+)?(?>#\d+\s+)?(?>\d+\.\d+\s+)?")]
    private static partial Regex Prefixes();

    // "[build 3/7] RUN …", "> [build 3/7] RUN …:", "=> ERROR [build 3/7] …", and the Dockerfile's own lines around a failed one.
    [GeneratedRegex(@"\A(?:(?:=?> )?(?:(?:ERROR|CACHED|CANCELED) )?\[[^\]]*\d+/\d+\] |\d+ \| )")]
    private static partial Regex QuotedInstruction();
}
