using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Olympian.Deployment.Releases;

namespace Olympian.Deployment.Sources;

/// <summary>The four arguments that every image of one run is built with and carries visibly.</summary>
/// <remarks>
/// They travel in <c>.env.build</c>: four lines <c>KEY=value</c>, no more, so that what one target wrote the next reads
/// exactly, also when it runs alone.
/// </remarks>
public sealed record BuildArguments
{
    private const string BuildDateKey = "BUILD_DATE";
    private const string GitCommitKey = "GIT_COMMIT";
    private const string SourceHashKey = "SOURCE_HASH";
    private const string CacheBustKey = "CACHE_BUST";
    private const string DateFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string Remedy = "Write it anew: ./build.sh --target=GenerateBuildArgs";

    private delegate bool TryParse<T>(string text, [NotNullWhen(true)] out T? value);

    private BuildArguments(DateTimeOffset buildDate, GitRevision commit, SourceHash source, ReleaseId release)
    {
        BuildTime = buildDate;
        GitCommit = commit.Value;
        SourceHash = source.Value;
        ReleaseId = release;
    }

    /// <summary>The four keys, in the file's order.</summary>
    public static IReadOnlyList<string> Names { get; } = [BuildDateKey, GitCommitKey, SourceHashKey, CacheBustKey];

    /// <summary>The time that the images claim: the run's, or SOURCE_DATE_EPOCH's.</summary>
    public DateTimeOffset BuildTime { get; }

    /// <summary>UTC, ISO 8601 to the second: <c>2026-11-22T14:01:02Z</c>.</summary>
    public string BuildDate => BuildTime.ToString(DateFormat, CultureInfo.InvariantCulture);

    /// <summary>A <see cref="GitRevision"/>'s value.</summary>
    public string GitCommit { get; }

    /// <summary>A <see cref="Sources.SourceHash"/>'s value.</summary>
    public string SourceHash { get; }

    /// <summary><c>&lt;release id&gt;.&lt;commit&gt;.&lt;source hash&gt;</c>: new in every run, and it tells what it is.</summary>
    public string CacheBust => $"{ReleaseId}.{GitCommit}.{SourceHash}";

    /// <summary>The run; the first part of <see cref="CacheBust"/>.</summary>
    public ReleaseId ReleaseId { get; }

    /// <summary>Keys and values in the file's order: build arguments, environment and compose variables alike.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables =>
    [
        new(BuildDateKey, BuildDate), new(GitCommitKey, GitCommit), new(SourceHashKey, SourceHash), new(CacheBustKey, CacheBust),
    ];

    /// <summary>The arguments of a new run.</summary>
    /// <param name="now">The clock.</param>
    /// <param name="sourceDateEpoch">The environment's SOURCE_DATE_EPOCH; null or empty when it is not set.</param>
    /// <param name="commit">The source tree's commit.</param>
    /// <param name="source">The source's fingerprint.</param>
    /// <param name="random">Tells two runs of one second apart.</param>
    /// <exception cref="UsageFailure">SOURCE_DATE_EPOCH is no time.</exception>
    public static BuildArguments New(
        DateTimeOffset now, string? sourceDateEpoch, GitRevision commit, SourceHash source, Random random) =>
        new(EpochOf(sourceDateEpoch) ?? ToTheSecond(now), commit, source, ReleaseId.New(now, random));

    /// <summary>Reads what <see cref="ToText"/> wrote, and nothing else.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <exception cref="ExpectedFailure">A key is missing, foreign or given twice, or a value is not of its form.</exception>
    public static BuildArguments Parse(string text, string path)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            var (key, value) = line.Split('=', 2) is [var name, var rest] ? (name, rest) : (line, "");
            if (!Names.Contains(key) || !values.TryAdd(key, value))
            {
                throw Foreign(path, $"one line each for {string.Join(", ", Names)}", $"the line '{line}'");
            }
        }

        var buildDate = Value<DateTimeOffset>(BuildDateKey, "a time like 2026-11-22T14:01:02Z", TryParseDate);
        var commit = Value<GitRevision>(GitCommitKey, "a commit id, 'no-git' or 'no-commit'", GitRevision.TryParse);
        var source = Value<SourceHash>(SourceHashKey, "32 lower-case hexadecimal digits", Sources.SourceHash.TryParse);
        var release = Value<ReleaseId>(CacheBustKey, "<release id>.<commit>.<source hash>", TryParseRelease);

        var read = new BuildArguments(buildDate, commit, source, release);
        return read.CacheBust == values[CacheBustKey]
            ? read
            : throw Foreign(path, $"{CacheBustKey}={read.CacheBust}", $"{CacheBustKey}={values[CacheBustKey]}");

        T Value<T>(string key, string expected, TryParse<T> tryParse)
        {
            if (!values.TryGetValue(key, out var text))
            {
                throw Foreign(path, $"a line {key}=…", "none");
            }

            return tryParse(text, out var value) ? value : throw Foreign(path, $"{key}= {expected}", $"'{text}'");
        }
    }

    /// <summary>The text of <c>.env.build</c>.</summary>
    public string ToText() => Variables.Aggregate(
        new StringBuilder(), (text, variable) => text.Append(variable.Key).Append('=').Append(variable.Value).Append('\n')).ToString();

    /// <summary>Refuses a SOURCE_DATE_EPOCH that is no time, before a run has done anything.</summary>
    /// <exception cref="UsageFailure">It is no time.</exception>
    public static void EnsureEpoch(string? sourceDateEpoch) => EpochOf(sourceDateEpoch);

    /// <summary>The time that SOURCE_DATE_EPOCH names (https://reproducible-builds.org/specs/source-date-epoch/); null where it is not set.</summary>
    /// <exception cref="UsageFailure">It is no time.</exception>
    public static DateTimeOffset? EpochOf(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        // Up to the last second of the year 9999, beyond which ISO 8601 needs another form.
        const long last = 253402300799;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= last
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new UsageFailure(
                "SOURCE_DATE_EPOCH is no time.",
                $"Expected whole seconds since 1970, 0 to {last}, found '{text}'.",
                "Correct it, or take it out of the environment: unset SOURCE_DATE_EPOCH");
    }

    private static DateTimeOffset ToTheSecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static bool TryParseDate(string text, out DateTimeOffset date) => DateTimeOffset.TryParseExact(
        text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);

    private static bool TryParseRelease(string cacheBust, [NotNullWhen(true)] out ReleaseId? release) =>
        ReleaseId.TryParse(cacheBust.Split('.')[0], out release);

    private static ExpectedFailure Foreign(string path, string expected, string actual) =>
        new($"'{path}' is not what GenerateBuildArgs writes.", $"Expected {expected}, found {actual}.", Remedy);
}
