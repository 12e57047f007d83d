using System.Globalization;
using Olympian.Deployment;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Options;

/// <summary>
/// What was typed, checked in full before anything runs: every target and option is known, every value is of its kind.
/// </summary>
/// <param name="CakeArguments">What Cake's host is given: its own options only, in their long form.</param>
/// <param name="Options">How the run was asked for.</param>
public sealed record CommandLine(IReadOnlyList<string> CakeArguments, RunOptions Options)
{
    /// <summary>Help, and nothing that changes what Help means.</summary>
    public bool IsHelpAlone => CakeArguments is ["--target=Help"];

    private static readonly Dictionary<string, string> ShortNames = new(StringComparer.Ordinal)
    {
        ["-t"] = "--target",
        ["-v"] = "--verbosity",
        ["-e"] = "--exclusive",
        ["-h"] = "--help",
        ["-?"] = "--help",
    };

    // An empty name would stand for the directory the user stood in, or for no service at all.
    private static readonly string[] NamesOfThings = ["compose-file", "env-file", "service", "attestation", "data-root", "release", "to", "from"];

    private const int LongestMessage = 500;

    private static readonly string[] Verbosities = ["Quiet", "Minimal", "Normal", "Verbose", "Diagnostic"];

    // The forms in which Cake takes them, 'q' for Quiet and so on.
    private static readonly string[] VerbosityLetters = ["q", "m", "n", "v", "d"];

    /// <param name="arguments">As the shell handed them over.</param>
    /// <param name="settings">The options that describe the deployment, from the settings catalogue.</param>
    /// <param name="targets">The targets there are.</param>
    /// <param name="surroundings">Where the run stands: directories and environment.</param>
    /// <exception cref="UsageFailure">An unknown target or option, a missing or malformed value; the nearest match is named.</exception>
    public static CommandLine Parse(
        IReadOnlyList<string> arguments, IReadOnlyList<OptionRow> settings, TargetNames targets, Surroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(surroundings);

        var rows = RunOptionCatalogue.Cake.Concat(RunOptionCatalogue.Run).Concat(settings).ToDictionary(row => row.Name, StringComparer.OrdinalIgnoreCase);
        var given = Read(arguments, rows);

        var exclusive = Flag(given, "exclusive");
        var asked = Flag(given, "help") ? ["Help"] : given.GetValueOrDefault("target") ?? ["Help"];
        var run = asked.Select(target => targets.Resolve(target, exclusive)).ToArray();
        RefusePlanOf(run, targets, Flag(given, "plan"));
        RefuseOffline(run, targets, given);

        return new(
            [.. CakeArgumentsOf(given, run)],
            new()
            {
                Targets = run,
                DryRun = Flag(given, "dryrun"),
                Bootstrap = Flag(given, "bootstrap"),
                AllowInsecureEngine = Flag(given, "allow-insecure-engine"),
                ComposeFiles = ComposeFiles(given, surroundings),
                EnvFile = surroundings.Resolve(Last(given, "env-file")) ?? Path.Combine(surroundings.Root, ".env"),
                SkipProbes = Flag(given, "skip-probes"),
                NonInteractive = Flag(given, "non-interactive"),
                Yes = Flag(given, "yes"),
                Plan = Flag(given, "plan"),
                AllBuildCache = Flag(given, "all-build-cache"),
                CleanDownloadCache = Flag(given, "clean-download-cache"),
                FreshByProof = OneOf("fresh", Last(given, "fresh") ?? "always", "always", "proof") == "proof",
                Keep = Number(given, "keep", 3, least: 0),
                Release = Last(given, "release"),
                MinimumFree = Size(given, "min-free"),
                BackupTo = surroundings.Resolve(Last(given, "to")),
                RestoreFrom = surroundings.Resolve(Last(given, "from")),
                Last = Number(given, "last", 20, least: 1),
                BuildTimeout = Limit(given, "build-timeout", TimeSpan.FromMinutes(30)),
                WaitTimeout = Limit(given, "wait-timeout", TimeSpan.FromSeconds(120)),
                LockWait = Limit(given, "lock-wait", TimeSpan.Zero),
                LockMessage = Message(given, "lock-message"),
                Services = [.. given.GetValueOrDefault("service") ?? []],
                Follow = Flag(given, "follow"),
                Tail = "all".Equals(Last(given, "tail"), StringComparison.OrdinalIgnoreCase) ? null : Number(given, "tail", 100, least: 0, " or 'all'"),
                NoHeal = Flag(given, "no-heal"),
                Ways = [.. Ways(Last(given, "ways")), .. Flag(given, "against-registry") ? [Way.Registry] : Array.Empty<Way>()],
                Offline = Flag(given, "offline"),
                DataRoot = surroundings.Resolve(Last(given, "data-root")),
                WithStrangers = Flag(given, "with-strangers"),
                AttestationFile = surroundings.Resolve(Last(given, "attestation")),
                LogFile = Last(given, "file") is "-" ? "-" : surroundings.Resolve(Last(given, "file")),
                FullSuite = OneOf("suite", Last(given, "suite") ?? surroundings.Variable("OLYMPIAN_SUITE") ?? "default", "default", "full") == "full",
                TestFilter = Last(given, "filter"),
                Settings = SettingsOf(given, settings),
            });
    }

    // Whoever asks a build for its plan must not get a build: only cleaning has one. Any other target is shown by --dryrun.
    private static void RefusePlanOf(IEnumerable<string> run, TargetNames targets, bool plan)
    {
        if (plan && run.FirstOrDefault(target => !targets.CanPlan(target)) is { } target)
        {
            throw Refusal(
                $"Target '{target}' has no --plan.",
                "Expected it only with a target that removes things: CleanBuildMulti, UltraCleanMulti, PruneImages or Heal. The order of any target is shown by --dryrun.");
        }
    }

    // On a stopped engine nothing else can work; and what only has a meaning there must not be thought to have had one.
    private static void RefuseOffline(IReadOnlyList<string> run, TargetNames targets, Dictionary<string, List<string>> given)
    {
        if (Flag(given, "offline"))
        {
            if (run.FirstOrDefault(target => !targets.WorksOffline(target)) is { } target)
            {
                throw Refusal($"Target '{target}' does not work on a stopped engine.", "Expected --offline with Heal alone.");
            }
        }
        else if (((string[])["data-root", "with-strangers"]).FirstOrDefault(given.ContainsKey) is { } name)
        {
            throw Refusal($"Option '--{name}' has no meaning here.", "Expected it only with --target=Heal --offline.");
        }
    }

    private static Dictionary<string, List<string>> Read(IReadOnlyList<string> arguments, Dictionary<string, OptionRow> rows)
    {
        var given = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);

        for (var i = 0; i < arguments.Count; i++)
        {
            var (typed, value) = arguments[i].Split('=', 2) is [var left, var right] ? (left, right) : (arguments[i], null);
            var name = ShortNames.GetValueOrDefault(typed, typed);

            if (!name.StartsWith("--", StringComparison.Ordinal) || name.Length == 2)
            {
                throw Refusal($"'{typed}' is neither an option nor the value of one.", "Expected options such as --target=UpProd; a target is named by --target.");
            }

            var row = rows.GetValueOrDefault(name[2..]) ?? throw Refusal(
                $"Unknown option '{typed}'.{NearestName.Suggestion(name[2..], rows.Keys, "--")}", null);

            if (row.Kind != OptionKind.Flag && value is null)
            {
                // A value may start with one dash (a password file called '-x' is silly but legal), not be the next option.
                var next = i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal) ? arguments[++i] : null;
                value = next ?? throw Refusal($"Option '--{row.Name}' needs a value.", $"Meaning: {row.Meaning}.");
            }

            if (value is "" && NamesOfThings.Contains(row.Name))
            {
                throw Refusal($"Option '--{row.Name}' needs a value.", $"Meaning: {row.Meaning}.");
            }

            var values = given.TryGetValue(row.Name, out var earlier) ? earlier : given[row.Name] = [];
            if (row.Kind != OptionKind.Repeatable && values.Count > 0)
            {
                throw Refusal($"Option '--{row.Name}' is given twice.", "Expected once.");
            }

            values.Add(row.Kind == OptionKind.Flag ? FlagValue(row, value) : value!);
        }

        return given;
    }

    private static string FlagValue(OptionRow row, string? value) => value?.ToUpperInvariant() switch
    {
        null or "TRUE" => "true",
        "FALSE" => "false",
        _ => throw Refusal($"Option '--{row.Name}' takes no value.", $"Expected true or false after '=', found '{value}'."),
    };

    private static IEnumerable<string> CakeArgumentsOf(Dictionary<string, List<string>> given, IReadOnlyList<string> targets)
    {
        foreach (var target in targets)
        {
            yield return $"--target={target}";
        }

        if (Last(given, "verbosity") is { } verbosity)
        {
            var letter = Array.FindIndex(VerbosityLetters, candidate => candidate.Equals(verbosity, StringComparison.OrdinalIgnoreCase));
            yield return $"--verbosity={(letter >= 0 ? Verbosities[letter] : OneOf("verbosity", verbosity, Verbosities))}";
        }

        foreach (var flag in (string[])["exclusive", "dryrun", "tree", "description", "version", "info"])
        {
            if (Flag(given, flag))
            {
                yield return $"--{flag}";
            }
        }
    }

    private static IReadOnlyList<string> ComposeFiles(Dictionary<string, List<string>> given, Surroundings surroundings)
    {
        // COMPOSE_FILE is compose's own variable: several files, separated as in PATH.
        var named = given.GetValueOrDefault("compose-file")
            ?? surroundings.Variable("COMPOSE_FILE")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).ToList();

        return named is null
            ? [Path.Combine(surroundings.Root, "docker", "compose.yml")]
            : [.. named.Select(file => surroundings.Resolve(file)!)];
    }

    private static Dictionary<string, string> SettingsOf(Dictionary<string, List<string>> given, IReadOnlyList<OptionRow> settings) =>
        settings
            .Where(row => row.EnvironmentVariable is not null && given.ContainsKey(row.Name))
            .ToDictionary(row => row.EnvironmentVariable!, row => Last(given, row.Name)!, StringComparer.Ordinal);

    private static bool Flag(Dictionary<string, List<string>> given, string name) => Last(given, name) == "true";

    private static string? Last(Dictionary<string, List<string>> given, string name) =>
        given.TryGetValue(name, out var values) ? values[^1] : null;

    private static int Number(Dictionary<string, List<string>> given, string name, int otherwise, int least, string orElse = "")
    {
        if (Last(given, name) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw Refusal($"Option '--{name}' is not a number.", $"Expected a whole number of at least {least}{orElse}, found '{text}'.");
    }

    // It is an argument of a command, and a line for people.
    private static string? Message(Dictionary<string, List<string>> given, string name) =>
        Last(given, name) is not { Length: > LongestMessage } text ? Last(given, name)
        : throw Refusal($"Option '--{name}' is too long.", $"Expected at most {LongestMessage} characters, found {text.Length}.");

    private static TimeSpan Limit(Dictionary<string, List<string>> given, string name, TimeSpan otherwise) =>
        Last(given, name) is not { } text ? otherwise
        : Duration.TryParse(text, out var limit) ? limit
        : throw Refusal($"Option '--{name}' is not a length of time.", $"Expected one such as 90s, 30m or 1h, at most 24h; found '{text}'.");

    private static long? Size(Dictionary<string, List<string>> given, string name) =>
        Last(given, name) is not { } text ? null
        : ByteSize.TryParse(text, out var bytes) ? bytes
        : throw Refusal($"Option '--{name}' is not a size.", $"Expected one such as 500M, 2G or 0; found '{text}'.");

    private static IReadOnlyList<Way> Ways(string? text)
    {
        if (text is null || text.Equals("auto", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        Way[] known = [Way.Store, Way.Save, Way.RootFs, Way.Cache];
        string[] words = [.. known.Select(way => way.Word())];
        return
        [
            .. text.Split(',', StringSplitOptions.TrimEntries)
                .Select(word => known[Array.IndexOf(words, OneOf("ways", word, [.. words]))])
                .Distinct()
                .Order(),
        ];
    }

    private static string OneOf(string name, string value, params string[] allowed) =>
        allowed.FirstOrDefault(candidate => candidate.Equals(value, StringComparison.OrdinalIgnoreCase))
        ?? throw Refusal(
            $"Option '--{name}' does not take '{value}'.{NearestName.Suggestion(value, allowed)}", $"Expected one of: {string.Join(", ", allowed)}.");

    private static UsageFailure Refusal(string what, string? expected) =>
        new(what, expected, "See every target and option: ./build.sh --target=Help");
}
