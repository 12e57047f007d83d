using System.Globalization;
using System.Text;
using Olympian.Deployment.Runs;

namespace Olympian.Build.Console;

/// <summary>What BuildTimes shows: the runs of each group beside each other with their medians, and where the last run's time went.</summary>
internal static class BuildTimesText
{
    // Of a long profile the rest is noise.
    private const int StepsShown = 10;

    private static readonly (string Heading, string[] Targets)[] Parts =
    [
        ("settings", ["EnvMulti"]),
        ("clean", ["CleanBuildMulti"]),
        ("arguments", ["GenerateBuildArgs"]),
        ("build", ["BuildProdUltraClean", "BuildProdClean", "BuildProd"]),
        ("start", ["UpProd"]),
    ];

    private static readonly string[] Headings = ["when (UTC)", "release", "outcome", .. Parts.Select(part => part.Heading), "total", "waiting", "note"];

    /// <summary>The whole text, without a line end at its end; times in seconds.</summary>
    /// <param name="groups">At least one group.</param>
    public static string Of(IReadOnlyList<RunGroup> groups)
    {
        var text = new StringBuilder();
        foreach (var group in groups)
        {
            text.AppendLine(TitleOf(group))
                .AppendLine(TextTable.Of(Headings, group.Runs.Select(run => RowOf(group, run)).Append(MedianOf(group))))
                .AppendLine();
        }

        var newest = groups.SelectMany(group => group.Runs).MaxBy(run => run.Started)!;
        return text.Append(ProfileOf(newest, newest.Profile!)).ToString().TrimEnd();
    }

    private static string TitleOf(RunGroup group)
    {
        var kind = group.Kind switch
        {
            BuildKind.First => "First builds",
            BuildKind.Clean => "Clean builds (--no-cache)",
            _ => "Cached builds",
        };
        var rule = group.Limit is { } limit ? $"; slow above {Seconds(limit)} s" : "";
        return $"{kind}, {(group.Starts ? "built and started" : "built alone")}{rule}:";
    }

    private static IReadOnlyList<string> RowOf(RunGroup group, RunRecord run) =>
    [
        run.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        Printable(run.Release ?? "-"),
        run.Outcome.ToString().ToLowerInvariant(),
        .. Parts.Select(part => Number(SecondsOf(run, part.Targets))),
        Number(run.Duration?.TotalSeconds),
        Share(WaitingOf(run)),
        group.IsSlow(run) ? "slower than its peers" : "",
    ];

    private static IReadOnlyList<string> MedianOf(RunGroup group) =>
    [
        $"median of {group.Peers.ToString(CultureInfo.InvariantCulture)}",
        "",
        "",
        .. Parts.Select(part => Number(group.MedianOf(run => SecondsOf(run, part.Targets)))),
        Number(group.MedianOf(run => run.Duration?.TotalSeconds)),
        Share(group.MedianOf(WaitingOf)),
        "",
    ];

    private static string ProfileOf(RunRecord run, RunProfile profile)
    {
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"The last of them, {Printable(run.Release ?? run.Id)}, by service:")
            .AppendLine(TextTable.Of(
                ["service", "build", "start"],
                profile.Services.Select(service => (IReadOnlyList<string>)[Printable(service.Service), Number(service.Build?.TotalSeconds), Number(service.Start?.TotalSeconds)])));
        if (profile.Verification.Count > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Proving layers: {string.Join(", ", profile.Verification.Select(way => $"{Printable(way.Way)} {Seconds(way.Duration)} s"))}.");
        }

        if (profile.Steps.Count > 0)
        {
            text.AppendLine()
                .AppendLine(CultureInfo.InvariantCulture, $"Its longest steps, {Math.Min(StepsShown, profile.Steps.Count)} of {profile.Steps.Count + profile.StepsLeftOut}:")
                .AppendLine(TextTable.Of(
                    ["seconds", "service", "step"],
                    profile.Steps.Take(StepsShown).Select(step => (IReadOnlyList<string>)
                        [step.IsCached ? "cached" : Number(step.Duration.TotalSeconds), Printable(step.Service), Printable(step.Text)])));
        }

        return text.ToString();
    }

    private static double? SecondsOf(RunRecord run, string[] targets)
    {
        var took = run.Durations.Where(one => targets.Contains(one.Target, StringComparer.Ordinal)).Select(one => one.Duration.TotalSeconds).ToArray();
        return took.Length == 0 ? null : took.Sum();
    }

    private static double? WaitingOf(RunRecord run) =>
        run is { Duration: { Ticks: > 0 } whole, Profile: { } profile } ? profile.Waited / whole : null;

    private static string Number(double? seconds) => seconds is { } known ? known.ToString("0.0", CultureInfo.InvariantCulture) : "-";

    private static string Seconds(TimeSpan duration) => Number(duration.TotalSeconds);

    private static string Share(double? share) => share is { } known ? $"{(known * 100).ToString("0", CultureInfo.InvariantCulture)} %" : "-";

    // A file that anybody may have written must not draw on this terminal.
    private static string Printable(string text) => string.Concat(text.Select(character => char.IsControl(character) ? '?' : character));
}
