using System.Diagnostics;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Olympian.Build.Adapters.Docker;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Images;

namespace Olympian.Docker.Tests.Dockerfiles;

/// <summary>Asks BuildKit itself which images it takes for a Dockerfile.</summary>
/// <remarks>
/// Tiny images have the names, so that each is found without a registry; no two are alike, for BuildKit tells one of the names of equal
/// ones, and it may be that of a build beside it. What a build leaves in the cache is found by the oracle's own name, «», so every COPY
/// that is done goes to a path of that name.
/// </remarks>
internal sealed partial class BuildKitOracle : IAsyncDisposable
{
    // It is refused after the configurations were loaded, and before any step is done.
    private const string LastInstruction = "STOPSIGNAL none";
    private const string ItsRefusal = "invalid signal";

    // Images without a registry, with one, and with one part alone.
    private static readonly string[] Names =
    [
        "«a»", "«a:1»", "«b»", "«c/d»", "«amd64»", "localhost:5099/«a»", "127.0.0.1:5099/«b:1.2-x_y»", "«»",
    ];

    private static readonly TimeSpan CleaningLimit = TimeSpan.FromSeconds(30);

    private readonly string project = $"bases-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
    private readonly DockerCli docker = new("docker", "./build.sh --target=Test --bootstrap");
    private readonly DockerEngine engine;
    private readonly string directory = Directory.CreateTempSubdirectory("olympian-bases-").FullName;

    private BuildKitOracle() => engine = new(docker);

    /// <summary>The images, as a case names them.</summary>
    public static IReadOnlyList<string> Images => Names;

    /// <summary>A directory, as a context; it has the one file that the images have.</summary>
    public string Context => Path.Combine(directory, "context");

    /// <summary>The engine's platform, in uname's words.</summary>
    public string Platform { get; private set; } = "";

    public static async Task<BuildKitOracle> CreateAsync()
    {
        var oracle = new BuildKitOracle();
        var info = await oracle.engine.InfoAsync(default);
        oracle.Platform = $"{info.OperatingSystem}/{info.Architecture}";

        Directory.CreateDirectory(oracle.Context);
        await File.WriteAllTextAsync(Path.Combine(oracle.Context, "file"), oracle.project);
        foreach (var name in Names)
        {
            await oracle.ImportAsync(oracle.Named(name));
        }

        return oracle;
    }

    /// <summary>The case with this oracle's images in it.</summary>
    public DockerfileCase Filled(DockerfileCase it) => it with
    {
        Dockerfile = Named(it.Dockerfile),
        Arguments = it.Arguments.ToDictionary(argument => argument.Key, argument => argument.Value is { } value ? Named(value) : null),
        Contexts = it.Contexts.ToDictionary(
            context => Named(context.Key), context => context.Value == "directory" ? Context : Named(context.Value)),
    };

    /// <summary>Builds as far as BuildKit has loaded the configuration of each image; no step is done.</summary>
    public async Task<ResolvedImages> DescribeAsync(DockerfileCase it, CancellationToken cancellationToken)
    {
        var stopped = it with { Dockerfile = $"{it.Dockerfile.TrimEnd()}\n{LastInstruction}\n" };
        var (built, steps) = await BuildAsync(stopped, cancellationToken);
        var isRefused = !built.StandardError.Contains(ItsRefusal, StringComparison.OrdinalIgnoreCase);
        return new(Matching(Described(), steps), Matching(Used(), steps), isRefused ? built.StandardError : "");
    }

    /// <summary>Builds to the end.</summary>
    public async Task<ResolvedImages> BuildToEndAsync(DockerfileCase it, CancellationToken cancellationToken)
    {
        var (built, steps) = await BuildAsync(it, cancellationToken);
        return new(Matching(Described(), steps), Matching(Used(), steps), built.ExitCode == 0 ? "" : built.StandardError);
    }

    public async ValueTask DisposeAsync()
    {
        // A step with a mark of ours shows which record is an image's own; all that stand on those are of these tests.
        var mark = $"/org.olympian.project/{project}";
        var stages = Names.Select((name, number) => $"FROM {name} AS s{number}\nCOPY --from={Names[0]} /file {mark}\n");
        var copies = Names.Select((_, number) => $"COPY --from=s{number} {mark} {mark}/{number}\n");
        await docker.RunAsync(
            new("buildx", "build", "--quiet", "--output=type=cacheonly", "--file=-", Context)
            {
                Input = Named(string.Concat([.. stages, "FROM scratch\n", .. copies])),
            },
            default);

        var roots = (await engine.BuildCacheAsync(default))
            .Where(record => record.Description.Contains(mark, StringComparison.Ordinal))
            .SelectMany(record => record.Parents)
            .ToHashSet();

        foreach (var name in Names)
        {
            await docker.AskAsync(new("image", "rm", Named(name)), default);
        }

        Directory.Delete(directory, recursive: true);

        // A build that failed lets go of its records a little later.
        var began = Stopwatch.GetTimestamp();
        while (await OwnRecordsAsync(roots) is { Count: > 0 } ours)
        {
            Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(CleaningLimit), $"cache records stay: {string.Join(' ', ours)}");
            await engine.RemoveCacheRecordsAsync([.. ours], default);
        }
    }

    private async Task<HashSet<string>> OwnRecordsAsync(HashSet<string> roots)
    {
        var records = await engine.BuildCacheAsync(default);
        var ours = records.Where(record => record.Description.Contains(project, StringComparison.Ordinal) || roots.Contains(record.Id))
            .Select(record => record.Id)
            .ToHashSet();
        while (records.Where(record => !ours.Contains(record.Id) && record.Parents.Any(ours.Contains)).ToArray() is { Length: > 0 } more)
        {
            ours.UnionWith(more.Select(record => record.Id));
        }

        return ours;
    }

    private async Task<(DockerOutput Built, HashSet<string> Steps)> BuildAsync(DockerfileCase it, CancellationToken cancellationToken)
    {
        var built = await docker.AskAsync(
            new(
            [
                "buildx", "build", "--progress=rawjson", "--output=type=cacheonly", "--file=-",
                .. it.Target is null ? Array.Empty<string>() : [$"--target={it.Target}"],
                .. it.Arguments.Select(argument => $"--build-arg={argument.Key}{(argument.Value is null ? "" : $"={argument.Value}")}"),
                .. it.Contexts.Select(context => $"--build-context={context.Key}={context.Value}"),
                Context,
            ])
            {
                Input = it.Dockerfile,
                Environment = new Dictionary<string, string?> { ["DOCKER_DEFAULT_PLATFORM"] = null },
            },
            cancellationToken);
        return (built, Steps(built.StandardError));
    }

    // Of its own content, so that no cache record that stands on it is anybody else's.
    private async Task ImportAsync(string name)
    {
        var archive = Path.Combine(directory, "image.tar");
        await using (var tar = new TarWriter(File.Create(archive)))
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "file")
            {
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes($"{project} {name}")),
            });
        }

        await docker.RunAsync(new("image", "import", archive, name), default);
    }

    private static HashSet<ImageReference> Matching(Regex form, HashSet<string> steps) =>
    [
        .. steps.Select(step => form.Match(step))
            .Where(match => match.Success)
            .Select(match => ImageReference.Parse(match.Groups["image"].Value)),
    ];

    // rawjson is one JSON object after the other on standard error, and then, in a failure, text for people.
    private static HashSet<string> Steps(string rawJson)
    {
        var steps = new HashSet<string>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(rawJson), new() { AllowMultipleValues = true });
        try
        {
            while (reader.Read())
            {
                using var status = JsonDocument.ParseValue(ref reader);
                if (status.RootElement.TryGetProperty("vertexes", out var vertexes))
                {
                    steps.UnionWith(vertexes.EnumerateArray().Select(vertex => vertex.GetProperty("name").GetString()!));
                }
            }
        }
        catch (JsonException)
        {
            Assert.That(rawJson, Does.Contain("ERROR: "), "only a failure may end with text");
        }

        return steps;
    }

    private string Named(string text) => OwnImage().Replace(text, match =>
        match.Groups["name"].Length == 0 ? project : $"{project}/{match.Groups["name"].Value}");

    [GeneratedRegex("«(?<name>[^»]*)»")]
    private static partial Regex OwnImage();

    [GeneratedRegex(@"\A(?:\[[^\]]+\] load metadata for |resolve image config for (?:docker-image://)?)(?<image>\S+)\z")]
    private static partial Regex Described();

    [GeneratedRegex(@"(?:(?:\A|\] )FROM |\A\[context [^\]]+\] (?!load )|\Adocker-image://)(?<image>\S+)\z")]
    private static partial Regex Used();
}
