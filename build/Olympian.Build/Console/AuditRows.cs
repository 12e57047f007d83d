using System.Globalization;
using Olympian.Deployment.Runs;

namespace Olympian.Build.Console;

/// <summary>What Audit shows: the newest last.</summary>
internal static class AuditRows
{
    public static readonly IReadOnlyList<string> RunHeadings = ["when (UTC)", "who", "targets", "release", "outcome", "seconds", "removed", "message"];

    public static readonly IReadOnlyList<string> StartHeadings = ["when (UTC)", "who", "targets", "release"];

    public static IEnumerable<IReadOnlyList<string>> Of(IEnumerable<RunRecord> runs) => runs.Select(run => (IReadOnlyList<string>)
    [
        When(run.Started),
        $"{run.User}@{run.Host}",
        string.Join(", ", run.Targets),
        run.Release ?? "-",
        run.Outcome.ToString().ToLowerInvariant() + (run.ExitCode is { } code and not 0 ? $" ({code.ToString(CultureInfo.InvariantCulture)})" : ""),
        run.Duration is { } duration ? duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) : "-",
        run.Removed.Count.ToString(CultureInfo.InvariantCulture),
        Printable(run.Message ?? ""),
    ]);

    public static IEnumerable<IReadOnlyList<string>> Of(IEnumerable<StartMark> starts) => starts.Select(start => (IReadOnlyList<string>)
        [When(start.At), Printable($"{start.User}@{start.Host}"), Printable(start.Targets), Printable(start.Release)]);

    private static string When(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    // Another machine wrote it; it must not draw on this terminal.
    private static string Printable(string text) => string.Concat(text.Select(character => char.IsControl(character) ? '?' : character));
}
