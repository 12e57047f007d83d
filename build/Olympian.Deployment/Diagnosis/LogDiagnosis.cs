namespace Olympian.Deployment.Diagnosis;

/// <summary>What the catalogue knows of a text that Docker printed: each message once, and the one that is most likely the cause.</summary>
public sealed class LogDiagnosis
{
    // Bounds of memory, not of what is read: a log may repeat an error for every one of a million files.
    private const int MostFindings = 100;
    private const int ShownCharacters = 400;

    private LogDiagnosis(IReadOnlyList<Finding> findings, UnknownError? lastUnknown, long lines)
    {
        Findings = findings;
        LastUnknown = lastUnknown;
        Lines = lines;
    }

    /// <summary>The findings, each once, in the order of their first lines; at most a hundred.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The finding whose entry stands first in the catalogue; null when nothing was found.</summary>
    public Finding? Cause => Findings.MinBy(finding => FaultCatalogue.RankOf(finding.Entry));

    /// <summary>What kind of trouble it is.</summary>
    public FaultClass Class => Cause?.Entry.Class ?? FaultClass.Unknown;

    /// <summary>The last error that no entry knows; null when there is none.</summary>
    public UnknownError? LastUnknown { get; }

    /// <summary>How many lines were read.</summary>
    public long Lines { get; }

    /// <summary>Diagnoses lines that are at hand.</summary>
    public static LogDiagnosis Of(params IEnumerable<string> lines) => Of(new StringReader(string.Join('\n', lines)), CancellationToken.None);

    /// <summary>Diagnoses a log of any size, in constant memory.</summary>
    public static LogDiagnosis Of(TextReader log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);

        var found = new Dictionary<(string Entry, string? Subject), Finding>();
        UnknownError? unknown = null;
        var lines = 0L;
        foreach (var (number, line) in LogLines.Of(log, cancellationToken))
        {
            lines = number;
            var plain = LogLine.Plain(line);
            if (!FaultCatalogue.IsWorthALook(plain))
            {
                continue;
            }

            var text = LogLine.Bare(plain);
            if (FaultCatalogue.Find(text) is { } entry)
            {
                Note(found, entry, number, text);
            }
            else if (LogLine.LooksLikeAnError(text))
            {
                unknown = new(number, Shown(text));
            }
        }

        return new([.. found.Values.OrderBy(finding => finding.Line)], unknown, lines);
    }

    private static void Note(Dictionary<(string Entry, string? Subject), Finding> found, CatalogueEntry entry, long number, string text)
    {
        var subject = entry.SubjectOf(text);
        if (found.TryGetValue((entry.Id, subject), out var known))
        {
            found[(entry.Id, subject)] = known with { Count = known.Count + 1 };
        }
        else if (found.Count < MostFindings)
        {
            found.Add((entry.Id, subject), new(entry, number, Shown(text), subject, 1));
        }
    }

    private static string Shown(string text) => text.Length <= ShownCharacters ? text : $"{text[..ShownCharacters]}…";
}
