using System.Security.Cryptography;
using Olympian.Build.Adapters.Docker;
using Olympian.Build.Adapters.Files;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;

namespace Olympian.Docker.Tests.Cleaning;

/// <summary>
/// A project of a unique name on the real engine, and strangers beside it. Everything it makes carries a label of its own and goes
/// when it is disposed, by id; <c>KEEP=1</c> leaves it there to be looked at.
/// </summary>
internal sealed class Sandbox : IAsyncDisposable
{
    public const string First = "20260101-100000-aaaa";
    public const string Second = "20260102-100000-bbbb";
    public const string Third = "20260103-100000-cccc";

    private const string TestLabel = "org.olympian.test";

    private readonly string directory;
    private readonly HashSet<string> projects = [];
    private readonly List<string> volumes = [];

    private Sandbox(string project)
    {
        Project = project;
        directory = Directory.CreateTempSubdirectory("olympian-clean-").FullName;
        Engine = new DockerEngine(Docker);
    }

    public string Project { get; }

    public DockerCli Docker { get; } = new("docker", "./build.sh --target=Test --bootstrap");

    public DockerEngine Engine { get; }

    public string BuildArgumentsFile => Path.Combine(directory, ".env.build");

    private string Base => $"olympian-test/tiny:{Project}";

    public static async Task<Sandbox> CreateAsync()
    {
        var sandbox = new Sandbox($"clean-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        await File.WriteAllTextAsync(sandbox.BuildArgumentsFile, "BUILD_DATE=2026-01-01T00:00:00Z\n");
        var context = Directory.CreateDirectory(sandbox.Context);
        await File.WriteAllTextAsync(Path.Combine(context.FullName, "source.txt"), "the same in every project\n");
        await TinyBase.ImportAsync(sandbox.Docker, sandbox.Base);
        return sandbox;
    }

    private string Context => Path.Combine(directory, "context");

    /// <summary>Builds as the real Dockerfiles do, with the marker of the given project.</summary>
    public Task<string> BuildAsync(string project, string release, string service, params string[] tags)
    {
        projects.Add(project);
        return BuildAsync(
            $"""
            FROM {Base} AS build
            ARG COMPOSE_PROJECT_NAME
            WORKDIR /build/org.olympian.project/{"${COMPOSE_PROJECT_NAME}"}
            COPY source.txt .
            ARG CACHE_BUST
            RUN echo "$CACHE_BUST" > bust.txt
            RUN --mount=type=cache,id=npm/org.olympian.project/{"${COMPOSE_PROJECT_NAME}"},target=/cache echo kept > /cache/kept
            FROM {Base}
            ARG COMPOSE_PROJECT_NAME
            COPY --from=build /build/org.olympian.project/{"${COMPOSE_PROJECT_NAME}"} /app
            CMD ["/bin/sleep", "600"]
            """,
            [
                "--build-arg", $"COMPOSE_PROJECT_NAME={project}", "--build-arg", $"CACHE_BUST={release}.{service}",
                "--label", $"{ImageLabels.Project}={project}", "--label", $"{ImageLabels.Release}={release}", "--label", $"{ImageLabels.Service}={service}",
            ],
            tags);
    }

    /// <summary>A verified image of this sandbox's own project.</summary>
    public Task<string> ReleaseAsync(string release, params string[] moreTags) =>
        BuildAsync(Project, release, "backend", [$"{Project}/backend:{release}", .. moreTags.Select(tag => $"{Project}/backend:{tag}")]);

    /// <summary>Builds any Dockerfile; the base is <c>FROM tiny</c>.</summary>
    public async Task<string> BuildAsync(string dockerfile, IReadOnlyList<string> arguments, params string[] tags)
    {
        var idFile = Path.Combine(directory, $"{Guid.NewGuid():n}.id");
        await Docker.RunAsync(
            new DockerCommand(
            [
                "buildx", "build", "--quiet", "--file", "-", "--iidfile", idFile, "--label", $"{TestLabel}={Project}",
                .. arguments, .. tags.SelectMany(tag => new[] { "--tag", tag }), Context,
            ])
            {
                Input = dockerfile.Replace("FROM tiny", $"FROM {Base}", StringComparison.Ordinal),
            },
            CancellationToken.None);
        return (await File.ReadAllTextAsync(idFile)).Trim();
    }

    /// <summary>A container; <paramref name="stack"/> is the compose project that claims it.</summary>
    public async Task<string> ContainerAsync(string image, string? stack, bool running, string? name = null)
    {
        var created = await Docker.RunAsync(
            new DockerCommand(
            [
                "container", "create", "--network=none", "--init", "--label", $"{TestLabel}={Project}",
                .. name is null ? Array.Empty<string>() : ["--name", name],
                .. stack is null ? Array.Empty<string>() : ["--label", $"com.docker.compose.project={stack}"],
                image, "/bin/sleep", "600",
            ]),
            CancellationToken.None);
        var id = created.StandardOutput.Trim();
        if (running)
        {
            await Docker.RunAsync(new("container", "start", id), CancellationToken.None);
        }

        return id;
    }

    public async Task<string> VolumeAsync(string name)
    {
        await Docker.RunAsync(new("volume", "create", "--label", $"{TestLabel}={Project}", "--label", $"{ImageLabels.Project}={Project}", name), CancellationToken.None);
        volumes.Add(name);
        return name;
    }

    public Task<string> ImageIdAsync(string reference) => Id(["image", "inspect", "--format", "{{.Id}}", reference]);

    public async Task<bool> HasImageAsync(string id) => await Engine.FindImageAsync(id, default) is not null;

    public async Task<bool> HasContainerAsync(string id) => await Engine.FindContainerAsync(id, default) is not null;

    /// <summary>The cache records that a build of the project made, and its cache mounts.</summary>
    public async Task<IReadOnlyList<string>> CacheOfAsync(string project, bool mounts = false)
    {
        var records = await Engine.BuildCacheAsync(default);
        var ownership = new CacheOwnership(project, records);
        return [.. records.Where(record => mounts ? ownership.OwnsMount(record) : ownership.Owns(record)).Select(record => record.Id).Order(StringComparer.Ordinal)];
    }

    public async Task<IReadOnlyList<string>> CleanAsync(bool planOnly = false, bool downloads = false)
    {
        var journal = new Journal();
        await new CleanBuild(Engine, new BuildFiles()).RunAsync(
            new(Project, BuildArgumentsFile, planOnly, downloads, EverybodysBuildCache: false), journal, CancellationToken.None);
        return journal.Lines;
    }

    public async Task<IReadOnlyList<string>> PruneAsync(int keep)
    {
        var journal = new Journal();
        await new PruneReleases(Engine, new BuildFiles()).RunAsync(Project, keep, planOnly: false, journal, CancellationToken.None);
        return journal.Lines;
    }

    public async ValueTask DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable("KEEP") == "1")
        {
            return;
        }

        foreach (var container in await Engine.ContainersWithLabelAsync(TestLabel, Project, default))
        {
            await Docker.RunAsync(new("container", "rm", "--force", "--volumes", container.Id), default);
        }

        foreach (var image in await Engine.ImagesWithLabelAsync(TestLabel, Project, default))
        {
            await Docker.AskAsync(new("image", "rm", "--force", image.Id), default);
        }

        await Docker.AskAsync(new("image", "rm", Base), default);
        foreach (var volume in volumes)
        {
            await Docker.AskAsync(new("volume", "rm", volume), default);
        }

        foreach (var project in projects)
        {
            var records = (await CacheOfAsync(project)).Concat(await CacheOfAsync(project, mounts: true)).ToArray();
            if (records.Length > 0)
            {
                await Engine.RemoveCacheRecordsAsync(records, default);
            }
        }

        Directory.Delete(directory, recursive: true);
    }

    private async Task<string> Id(string[] arguments) => (await Docker.RunAsync(new(arguments), default)).StandardOutput.Trim();

    private sealed class Journal : ICleaningJournal
    {
        public List<string> Lines { get; } = [];

        public void Tell(string line) => Lines.Add(line);

        public void Warn(string line) => Lines.Add($"! {line}");
    }
}
