using Olympian.Build.Adapters.Docker;
using Olympian.Build.Console;
using Olympian.Build.Tests.Console;
using Olympian.Build.Tests.Diagnosis;
using Olympian.Build.Tests.Images;
using Olympian.Deployment;
using Olympian.Deployment.Diagnosis;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Adapters.Docker;

public sealed class BuildxImageBuilderTests
{
    private static readonly ServiceBuild Plain = new(
        "web", "/src/app", "/docker/web/Dockerfile", null, null, new Dictionary<string, string?>(), new Dictionary<string, string>(),
        new Dictionary<string, string>(), [], null, [], []);

    private static readonly ServiceBuild Full = Plain with
    {
        ContextDirectory = "/src/my $app \"1\"",
        Dockerfile = "/docker/my web/Dockerfile",
        Target = "final",
        Arguments = new Dictionary<string, string?>
        {
            ["QUOTED"] = "it's \"quoted\"",
            ["EMPTY"] = "",
            ["FROM_ENVIRONMENT"] = null,
            ["CACHE_BUST"] = "the file's",
            ["A"] = "$HOME `id` * \\",
        },
        AdditionalContexts = new Dictionary<string, string> { ["conf"] = "/src/my conf", ["base"] = "docker-image://node:22" },
        Labels = new Dictionary<string, string> { ["team"] = "the a team", ["org.olympian.release"] = "the file's" },
        Platforms = ["linux/amd64"],
        Network = "host",
        ExtraHosts = ["registry=10.0.0.1", "six=fd00::1"],
        Secrets = ["id=npmrc,src=/home/me/.npmrc"],
        Ssh = ["default"],
        SharedMemorySize = "67108864",
    };

    private string directory = "";
    private ProcessRunnerDouble docker = new();
    private LogDouble log = new();

    private string LogFile => Path.Combine(directory, "logs", "web.log");

    [SetUp]
    public void Begin()
    {
        directory = Directory.CreateTempSubdirectory("olympian-test-").FullName;
        docker = new() { PrintsErrorsOnly = true };
        log = new();
    }

    [TearDown]
    public void End() => Directory.Delete(directory, recursive: true);

    private Task<BuiltImage> BuildAsync(ServiceBuild build, CacheUse use = CacheUse.UltraClean, CancellationToken cancellation = default) =>
        new BuildxImageBuilder(new ContextDouble(docker, log), new ServiceOutput(log), new MissingSource(new ContextFilesDouble())).BuildAsync(
            new(
                build,
                "shop/web:20261122-140102-9f3c.candidate",
                new Dictionary<string, string> { ["CACHE_BUST"] = "ours", ["BUILD_DATE"] = "2026-11-22T14:01:02Z" },
                new Dictionary<string, string> { ["org.olympian.release"] = "20261122-140102-9f3c" },
                use,
                LogFile,
                TimeSpan.FromMinutes(1)),
            cancellation);

    [TestCase(CacheUse.UltraClean, " --no-cache", " --pull")]
    [TestCase(CacheUse.Clean, " --no-cache", "")]
    [TestCase(CacheUse.Cached, "", "")]
    public async Task Asks_docker_for_an_image(CacheUse use, string noCache, string pull)
    {
        await BuildAsync(Plain, use);

        Assert.That(docker.CommandLine.Replace(directory, "DIR", StringComparison.Ordinal), Is.EqualTo(
            "docker buildx build --build-arg \"BUILD_DATE=2026-11-22T14:01:02Z\" --build-arg \"CACHE_BUST=ours\" "
            + "--file \"/docker/web/Dockerfile\" "
            + "--label \"org.olympian.release=20261122-140102-9f3c\" --load --metadata-file \"DIR/logs/web.metadata.json\""
            + $"{noCache} --progress \"rawjson\"{pull} --tag \"shop/web:20261122-140102-9f3c.candidate\" \"/src/app\""));
    }

    [Test]
    public async Task Passes_everything_that_compose_says_as_exact_arguments()
    {
        await BuildAsync(Full);

        Assert.That(ArgumentLine.Split(docker.CommandLine), Is.EqualTo(new[]
        {
            "docker", "buildx", "build",
            "--add-host", "registry:10.0.0.1",
            "--add-host", "six:fd00::1",
            "--build-arg", "A=$HOME `id` * \\",
            "--build-arg", "BUILD_DATE=2026-11-22T14:01:02Z",
            "--build-arg", "CACHE_BUST=ours",
            "--build-arg", "EMPTY=",
            "--build-arg", "FROM_ENVIRONMENT",
            "--build-arg", "QUOTED=it's \"quoted\"",
            "--build-context", "base=docker-image://node:22",
            "--build-context", "conf=/src/my conf",
            "--file", "/docker/my web/Dockerfile",
            "--label", "org.olympian.release=20261122-140102-9f3c",
            "--label", "team=the a team",
            "--load",
            "--metadata-file", Path.Combine(directory, "logs", "web.metadata.json"),
            "--network", "host",
            "--no-cache",
            "--platform", "linux/amd64",
            "--progress", "rawjson",
            "--pull",
            "--secret", "id=npmrc,src=/home/me/.npmrc",
            "--shm-size", "67108864",
            "--ssh", "default",
            "--tag", "shop/web:20261122-140102-9f3c.candidate",
            "--target", "final",
            "/src/my $app \"1\"",
        }));
    }

    [Test]
    public async Task Wants_no_attestation() // it would make an index of the image, with another id
    {
        await BuildAsync(Plain);

        Assert.That(docker.Variables["BUILDX_NO_DEFAULT_ATTESTATIONS"], Is.EqualTo("1"));
    }

    [Test]
    public async Task Writes_a_dockerfile_that_stands_in_the_compose_file()
    {
        await BuildAsync(Plain with { Dockerfile = null, DockerfileInline = "FROM scratch\nENV A=\"ä\"\n" });

        var file = Path.Combine(directory, "logs", "web.Dockerfile");
        Assert.That(ArgumentLine.Split(docker.CommandLine), Has.Member(file));
        Assert.That(await File.ReadAllTextAsync(file), Is.EqualTo("FROM scratch\nENV A=\"ä\"\n"));
    }

    [Test]
    public async Task Reports_the_image_the_builder_made()
    {
        docker.Metadata = """{"buildx.build.ref": "x", "containerimage.config.digest": "sha256:0123", "containerimage.digest": "sha256:4567"}""";

        var built = await BuildAsync(Plain);

        Assert.Multiple(() =>
        {
            Assert.That(built.Service, Is.EqualTo("web"));
            Assert.That(built.ImageId, Is.EqualTo("sha256:0123"));
            Assert.That(built.ManifestDigest, Is.EqualTo("sha256:4567"));
        });
    }

    [TestCase(null, "no such file")]
    [TestCase("{}", "neither containerimage.config.digest nor containerimage.digest")]
    [TestCase("{\"containerimage.digest\": 1}", "no JSON of its form")]
    [TestCase("", "no JSON of its form")]
    public void Takes_no_image_for_made_that_the_builder_does_not_name(string? metadata, string found)
    {
        docker.Metadata = metadata;

        Assert.That(() => BuildAsync(Plain), Throws.TypeOf<ExpectedFailure>().With.Message.Contains("does not say which image").And.Message.Contains(found));
    }

    [Test]
    public async Task Says_what_the_builder_did()
    {
        docker.Prints = RecordedText.Lines("ultra-clean.rawjson");

        var record = (await BuildAsync(Plain)).Record;

        Assert.Multiple(() =>
        {
            Assert.That(record.Instructions.Where(instruction => instruction.IsWork), Has.Exactly(4).Items.And.All.Property("Ran").True);
            Assert.That(record.Missing, Is.Empty);
        });
    }

    [TestCase("FROM x\nRUN x\nWORKDIR /\n", 0)]
    [TestCase("FROM x\nRUN x\nRUN y\n", 1)]
    public async Task Explains_gaps_of_the_record_by_the_Dockerfile(string dockerfile, int missing)
    {
        docker.Prints = [Told.Runs("a", "[1/3] FROM x"), Told.Runs("b", "[2/3] RUN x", "a")];
        var file = Path.Combine(directory, "Dockerfile");
        await File.WriteAllTextAsync(file, dockerfile);

        ServiceBuild[] builds =
        [
            Plain with { Dockerfile = file },
            Plain with { Dockerfile = null, DockerfileInline = dockerfile },
            Plain with { Dockerfile = null, ContextDirectory = directory },
        ];

        foreach (var build in builds)
        {
            Assert.That((await BuildAsync(build)).Record.Missing, Has.Count.EqualTo(missing), $"{build}");
        }
    }

    [Test]
    public async Task Shows_every_line_that_says_something_and_keeps_all_of_them()
    {
        docker.Prints =
        [
            Told.Starts("a", "[1/2] FROM {x}"), Told.IsCached("a", "[1/2] FROM {x}"), Told.Starts("b", "[2/2] RUN {x}"),
            Told.Prints("b", "Ümläut %s\n"), Told.Prints("b", "half a line"),
        ];
        string[] lines = ["#1 [1/2] FROM {x}", "#1 CACHED", "", "#2 [2/2] RUN {x}", "#2 0.500 Ümläut %s", "#2 0.500 half a line"];

        await BuildAsync(Plain);

        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllLines(LogFile), Is.EqualTo(lines));
            Assert.That(log.Lines, Is.EqualTo(lines.Where(line => line.Length > 0).Select(line => $"Information web | {line}")));
        });
    }

    [Test]
    public async Task Keeps_the_record_as_the_builder_printed_it()
    {
        docker.Prints = [.. RecordedText.Lines("output.rawjson"), "", "a plain line"];

        await BuildAsync(Plain);

        Assert.That(File.ReadAllLines(Path.Combine(directory, "logs", "web.progress.json")), Is.EqualTo(docker.Prints));
    }

    [Test]
    public async Task Lets_nothing_of_standard_output_into_the_record()
    {
        docker.Prints = ["{", "a word between", "}"];
        docker.PrintsErrorsOnly = false;

        await BuildAsync(Plain);

        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllLines(Path.Combine(directory, "logs", "web.progress.json")), Is.EqualTo(new[] { "{", "}" }));
            Assert.That(File.ReadAllLines(LogFile), Is.EqualTo(new[] { "a word between" }));
        });
    }

    [Test]
    public void Tells_which_step_failed_and_what_it_said()
    {
        docker.ExitCode = 1;
        docker.Prints = RecordedText.Lines("failing-run.rawjson");

        var failure = Assert.ThrowsAsync<ImageBuildFailure>(() => BuildAsync(Plain))!;

        Assert.Multiple(() =>
        {
            Assert.That(failure.Service, Is.EqualTo("web"));
            Assert.That(failure.Step, Does.StartWith("[build 4/4] RUN echo"));
            Assert.That(failure.Message, Does.Contain("  src/app.ts(3,7): error TS2322:").And.Contain("exit code: 2").And.Contain(LogFile));
        });
    }

    [Test]
    public void Names_the_rule_that_hides_a_file_which_a_COPY_wants()
    {
        docker.ExitCode = 1;
        docker.Prints =
        [
            Told.Starts("a", "[build 4/7] COPY notes.md /app/"),
            Told.Fails("a", "[build 4/7] COPY notes.md /app/", "failed to calculate checksum of ref x::y: \"/notes.md\": not found"),
            "ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref x::y: \"/notes.md\": not found",
        ];

        Assert.That(() => BuildAsync(Plain with { ContextDirectory = "/srv/app" }), Throws.TypeOf<ImageBuildFailure>().With.Message.Contains(
            "Diagnosis: Dockerfile, context or settings. "
            + "'notes.md' is in the build context /srv/app, but line 2 of /srv/app/.dockerignore leaves it out: *.md\n"));
    }

    [Test]
    public void Tells_the_exit_code_when_docker_said_nothing()
    {
        docker.ExitCode = 125;

        Assert.That(() => BuildAsync(Plain), Throws.TypeOf<ImageBuildFailure>().With.Message.Contains(
            "docker buildx build ended with exit code 125."));
    }

    [Test]
    public void Starts_nothing_once_it_is_interrupted()
    {
        Assert.That(() => BuildAsync(Plain, cancellation: new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(docker.CommandLine, Is.Empty);
    }
}
