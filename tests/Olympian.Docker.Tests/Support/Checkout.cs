using Olympian.Deployment.Settings;

namespace Olympian.Docker.Tests.Support;

/// <summary>
/// A copy of this checkout, with the real host beside it. <c>.env.build</c> and <c>artifacts/</c> belong to a checkout: tests that
/// shared them would disturb each other, and whoever works in this one.
/// </summary>
internal sealed class Checkout : IDisposable
{
    private const string Landmark = "Olympian.slnx";

    private static readonly TimeSpan PublishLimit = TimeSpan.FromMinutes(10);

    // What a checkout collects and nobody commits.
    private static readonly string[] Unwanted = ["bin", "obj", "node_modules", "dist", "artifacts", ".git"];

    private static readonly string[] Inputs =
    [
        Landmark, "build.sh", "global.json", ".editorconfig", "NuGet.config",
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props",
    ];

    private static readonly Lazy<Task<string>> Published = new(PublishAsync);

    private readonly string host;
    private readonly EngineAccess engine;

    private Checkout(string root, string host, EngineAccess engine)
    {
        Root = root;
        this.host = host;
        this.engine = engine;
    }

    /// <summary>The checkout whose tests run.</summary>
    public static string Original { get; } = FindOriginal();

    /// <summary>The copy's directory.</summary>
    public string Root { get; }

    /// <summary>The copy's <c>.env.build</c>.</summary>
    public string BuildArgumentsFile => Path.Combine(Root, ".env.build");

    /// <summary>The copy's <c>artifacts/</c>.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>Copies what a run of the host needs.</summary>
    /// <param name="withSources">Also what <c>build.sh</c> needs to find that the host is still that of its sources.</param>
    /// <param name="engine">Which engine it shall work on; null for the one of this machine.</param>
    public static async Task<Checkout> CopyAsync(bool withSources = false, EngineAccess? engine = null)
    {
        var host = await Published.Value;
        var root = Directory.CreateTempSubdirectory("olympian e2e-").FullName;
        foreach (var file in Inputs.Where(file => File.Exists(Path.Combine(Original, file))))
        {
            File.Copy(Path.Combine(Original, file), Path.Combine(root, file));
        }

        Trees.Copy(Path.Combine(Original, "docker"), Path.Combine(root, "docker"), Unwanted);
        Directory.CreateDirectory(Path.Combine(root, "artifacts"));
        if (withSources)
        {
            const string world = "cake-packages.props";
            Trees.Copy(Path.Combine(Original, "build"), Path.Combine(root, "build"), Unwanted);
            Trees.Copy(host, Path.Combine(root, "artifacts", "host", Path.GetFileName(host)), []);
            if (File.Exists(Path.Combine(Original, "artifacts", world)))
            {
                File.Copy(Path.Combine(Original, "artifacts", world), Path.Combine(root, "artifacts", world));
            }
        }

        return new(root, host, engine ?? EngineAccess.OfThisMachine);
    }

    /// <summary>Starts the host as <c>build.sh</c> does.</summary>
    public HostProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        StartInside([Path.Combine(host, "Olympian.Build"), .. arguments], environment);

    /// <summary>Starts the host on a terminal of its own, which goes with the process that is returned.</summary>
    /// <param name="arguments">The host's arguments.</param>
    /// <param name="typed">What is typed on it.</param>
    public HostProcess StartOnTerminal(IEnumerable<string> arguments, string typed = "")
    {
        var command = Olympian.Deployment.Images.CommandLine.Display([Path.Combine(host, "Olympian.Build"), .. arguments], []);
        return HostProcess.Start(
            "script", ["--quiet", "--return", "--command", $"exec {command}", "/dev/null"], Environment(null), Root, typed);
    }

    /// <summary>Starts <c>build.sh</c> itself.</summary>
    public HostProcess StartScript(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        StartInside([Path.Combine(Root, "build.sh"), .. arguments], environment);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private HostProcess StartInside(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?>? environment)
    {
        IReadOnlyList<string> whole = [.. engine.Enter, .. command];
        return HostProcess.Start(whole[0], whole.Skip(1), Environment(environment), Root);
    }

    private Dictionary<string, string?> Environment(IReadOnlyDictionary<string, string?>? more)
    {
        // Whoever runs the tests has settings of his own, which the tests must not find.
        var environment = SettingCatalogue.All.Select(row => row.Key)
            .Concat(["COMPOSE_FILE", "COMPOSE_PROFILES", "COMPOSE_ENV_FILES", "SOURCE_DATE_EPOCH", "OLYMPIAN_SUITE"])
            .ToDictionary(name => name, _ => (string?)null);
        environment["OLYMPIAN_ROOT"] = Root;
        foreach (var (name, value) in engine.Environment.Concat(more ?? new Dictionary<string, string?>()))
        {
            environment[name] = value;
        }

        return environment;
    }

    // The host is the one that build.sh of this checkout would start now: it says so in the stamp it leaves.
    private static async Task<string> PublishAsync()
    {
        using var script = HostProcess.Start(
            Path.Combine(Original, "build.sh"), ["--target=Help"], new Dictionary<string, string?>(), Original);
        var ended = await script.EndAsync(PublishLimit);
        Assert.That(ended.ExitCode, Is.Zero, ended.Output);

        var world = System.Environment.GetEnvironmentVariable("CakePackages") is { Length: > 0 } said ? said : "found";
        var hosts = Path.Combine(Original, "artifacts", "host");
        return Path.Combine(hosts, (await File.ReadAllLinesAsync(Path.Combine(hosts, $"{world}.stamp")))[0]);
    }

    private static string FindOriginal()
    {
        if (System.Environment.GetEnvironmentVariable("OLYMPIAN_ROOT") is { Length: > 0 } said)
        {
            return said;
        }

        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, Landmark)))
        {
            directory = directory.Parent ?? throw new DirectoryNotFoundException($"No {Landmark} above {AppContext.BaseDirectory}.");
        }

        return directory.FullName;
    }
}
