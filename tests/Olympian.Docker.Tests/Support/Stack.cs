using System.Security.Cryptography;
using System.Text.Json;
using Olympian.Build.Adapters.Docker;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Locks;
using Olympian.Deployment.Runs;

namespace Olympian.Docker.Tests.Support;

/// <summary>
/// A project of a unique name, port and settings file, driven by the real host as a user would. Everything the project made goes
/// when it is disposed, by label and id; <c>KEEP=1</c> leaves it there to be looked at.
/// </summary>
internal sealed class Stack : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    private const string ComposeProject = "com.docker.compose.project";

    private readonly List<string> options;
    private readonly EngineAccess engine;

    private Stack(string name, Checkout checkout, string directory, EngineAccess engine, IReadOnlyList<string> bases)
    {
        Name = name;
        Checkout = checkout;
        Directory = directory;
        this.engine = engine;
        Engine = new(Docker);
        Http = new(engine.CreateHttpHandler()) { Timeout = TimeSpan.FromSeconds(10), BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
        options =
        [
            $"--project-name={Name}", $"--env-file={EnvFile}", $"--app-port={Port}", "--app-address=127.0.0.1",
            "--non-interactive", .. bases,
        ];
    }

    /// <summary>The project's name.</summary>
    public string Name { get; }

    /// <summary>The copied checkout that its runs use.</summary>
    public Checkout Checkout { get; }

    /// <summary>A directory of its own; its name has a space.</summary>
    public string Directory { get; }

    public string EnvFile => Path.Combine(Directory, "settings.env");

    public int Port { get; } = FreePort.Next();

    /// <summary>For requests to what the project publishes.</summary>
    public HttpClient Http { get; }

    public DockerCli Docker => engine.Docker;

    public DockerEngine Engine { get; }

    /// <param name="withSources">Whether its checkout can start the host by <c>build.sh</c>.</param>
    /// <param name="more">Options that every run of this project is given.</param>
    public static async Task<Stack> CreateAsync(bool withSources = false, params string[] more)
    {
        var stack = await CreateOnAsync(EngineAccess.OfThisMachine, await Bases.OptionsAsync(), withSources);
        stack.options.AddRange(more);
        return stack;
    }

    /// <summary>A project on an engine of a test's own.</summary>
    /// <param name="engine">Which.</param>
    /// <param name="bases">The options that name the base images it has.</param>
    /// <param name="withSources">Whether its checkout can start the host by <c>build.sh</c>.</param>
    public static async Task<Stack> CreateOnAsync(EngineAccess engine, IReadOnlyList<string> bases, bool withSources = false) => new(
        $"e2e-{RandomNumberGenerator.GetHexString(8, lowercase: true)}",
        await Checkout.CopyAsync(withSources, engine),
        System.IO.Directory.CreateTempSubdirectory("olympian e2e-").FullName,
        engine,
        bases);

    /// <summary>Gives every further run these options.</summary>
    public void Always(params string[] more) => options.AddRange(more);

    /// <summary>Runs a target, and options of this run alone.</summary>
    public Task<Ended> RunAsync(string target, params string[] more) => RunAsync(target, new Dictionary<string, string?>(), more);

    /// <summary>Runs a target with variables in its environment.</summary>
    public async Task<Ended> RunAsync(string target, IReadOnlyDictionary<string, string?> environment, params string[] more)
    {
        using var host = Start(target, environment, more);
        return await host.EndAsync(Limit);
    }

    /// <summary>Starts a target; later options of the same name take the place of the project's own.</summary>
    public HostProcess Start(string target, IReadOnlyDictionary<string, string?> environment, params string[] more) =>
        Checkout.Start([$"--target={target}", .. Merged(more)], environment);

    /// <summary>Starts a target on a terminal of its own.</summary>
    public HostProcess StartOnTerminal(string target, string typed = "") =>
        Checkout.StartOnTerminal([$"--target={target}", .. options.Where(option => option != "--non-interactive")], typed);

    /// <summary>Runs a target through <c>build.sh</c>.</summary>
    public async Task<Ended> RunScriptAsync(string target, params string[] more)
    {
        using var script = Checkout.StartScript([$"--target={target}", .. Merged(more)]);
        return await script.EndAsync(Limit);
    }

    /// <summary>Runs a target that must succeed.</summary>
    public async Task<Ended> DoAsync(string target, params string[] more)
    {
        var ended = await RunAsync(target, more);
        Assert.That(ended.ExitCode, Is.Zero, ended.Output);
        return ended;
    }

    /// <summary>What a docker command prints, without the last newline.</summary>
    public async Task<string> AskAsync(params string[] command) =>
        (await Docker.RunAsync(new DockerCommand(command), default)).StandardOutput.TrimEnd('\n');

    /// <summary>A container's or image's facts as the engine tells them.</summary>
    public async Task<JsonElement> InspectAsync(string kind, string name) =>
        JsonDocument.Parse(await AskAsync(kind, "inspect", name)).RootElement[0];

    /// <summary>The options that give another container the labels of this one.</summary>
    public async Task<IReadOnlyList<string>> LabelOptionsAsync(string container) =>
    [
        .. (await InspectAsync("container", container)).GetProperty("Config").GetProperty("Labels").EnumerateObject()
            .SelectMany(label => new[] { "--label", $"{label.Name}={label.Value.GetString()}" }),
    ];

    /// <summary>The four lines of <c>.env.build</c>.</summary>
    public IReadOnlyDictionary<string, string> BuildArguments() => File.ReadAllLines(Checkout.BuildArgumentsFile)
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split('=', 2))
        .Where(parts => parts.Length == 2)
        .ToDictionary(parts => parts[0], parts => parts[1]);

    /// <summary>What the published port says it runs.</summary>
    public async Task<IReadOnlyDictionary<string, string>> BuildInfoAsync() =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(await Http.GetStringAsync("/api/build-info"))!;

    /// <summary>The ids of the project's images.</summary>
    public async Task<IReadOnlyList<string>> ImagesAsync() =>
        [.. (await Engine.ImagesWithLabelAsync(ImageLabels.Project, Name, default)).Select(image => image.Id)];

    /// <summary>The ids of the project's containers.</summary>
    public async Task<IReadOnlyList<string>> ContainersAsync() =>
        [.. (await Engine.ContainersWithLabelAsync(ComposeProject, Name, default)).Select(container => container.Id)];

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (Environment.GetEnvironmentVariable("KEEP") == "1")
        {
            TestContext.Progress.WriteLine($"KEEP=1: project {Name}, settings {EnvFile}, checkout {Checkout.Root}");
            return;
        }

        if (!engine.GoesWithTheTest)
        {
            await RemoveAllAsync();
        }

        Checkout.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private async Task RemoveAllAsync()
    {
        // A run that a test killed leaves its lock.
        foreach (var container in await Engine.ContainersWithLabelAsync(LockLabels.Project, Name, default))
        {
            await Docker.AskAsync(new("container", "rm", container.Id), default);
        }

        foreach (var container in await Engine.ContainersWithLabelAsync(ImageLabels.Project, Name, default))
        {
            await Docker.AskAsync(new("container", "rm", "--force", "--volumes", container.Id), default);
        }

        foreach (var image in await ImagesAsync())
        {
            await Docker.AskAsync(new("image", "rm", "--force", image), default);
        }

        foreach (var mark in await Engine.ImagesWithLabelAsync(StartMark.ProjectLabel, Name, default))
        {
            await Docker.AskAsync(new("image", "rm", "--force", mark.Id), default);
        }

        foreach (var kind in (string[])["network", "volume"])
        {
            foreach (var name in Lines(await AskAsync(kind, "ls", "--quiet", "--filter", $"label={ComposeProject}={Name}")))
            {
                await Docker.AskAsync(new(kind, "rm", name), default);
            }
        }

        await RemoveBuildCacheAsync();
    }

    /// <summary>Removes what is provably the project's of the build cache, and not what that stands upon.</summary>
    public async Task RemoveBuildCacheAsync()
    {
        var records = await Engine.BuildCacheAsync(default);
        var ownership = new CacheOwnership(Name, records);
        var ours = records.Where(record => ownership.Owns(record) || ownership.OwnsMount(record)).Select(record => record.Id).ToArray();
        if (ours.Length > 0)
        {
            await Engine.RemoveCacheRecordsAsync(ours, default);
        }
    }

    private static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private IEnumerable<string> Merged(IReadOnlyList<string> more)
    {
        var given = more.Select(NameOf).ToHashSet(StringComparer.Ordinal);
        return options.Where(option => !given.Contains(NameOf(option))).Concat(more);
    }

    private static string NameOf(string option) => option.Split('=', 2)[0];
}
