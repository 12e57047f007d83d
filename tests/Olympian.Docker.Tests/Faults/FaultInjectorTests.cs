using Olympian.Deployment.Images;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>
/// Each fault has the effect that the battery counts on, as far as an engine tells: which of its commands notice, by which words,
/// and which do not. Each on a base image of its own.
/// </summary>
[Parallelizable]
public sealed class FaultInjectorTests
{
    private const string Integrity = "file integrity checksum failed for \"opt/data/";
    private const string Missing = "/merged/opt/data/text.txt: no such file or directory";
    private const string Mount = "error creating overlay mount to ";
    private const string NoSuchImage = "No such image: ";
    private const string? Silent = null;

    private const int Data = FaultBase.DataLayer;
    private const int Top = 2;

    private TestEngine engine = null!;
    private TestRegistry registry = null!;
    private int count;

    // Fault; in which layer; what `image inspect`, `save` and `run` of the image say.
    private static IEnumerable<TestCaseData> OfAnImage() => Suite.Rows(OfAnImageByDefault(), OfAnImageInFull());

    private static IEnumerable<TestCaseData> OfAnImageByDefault() =>
    [
        Row("file byte flipped", Data, Silent, $"{Integrity}large.bin\"", Silent),
        Row("file truncated", Data, Silent, $"{Integrity}text.txt\"", Silent),
        Row("file deleted", Data, Silent, Missing, Silent),
        Row("file added", Data, Silent, Silent, Silent),
        Row("file mode changed", Data, Silent, Silent, Silent),
        Row("file owner changed", Data, Silent, Silent, Silent),
        Row("file time changed", Data, Silent, Silent, Silent),
        Row("file attribute changed", Data, Silent, Silent, Silent),
        Row("file link's target changed", Data, Silent, Silent, Silent),
        Row("file replaced by a link to the same content", Data, Silent, Silent, Silent),
        Row("file hard link broken", Data, Silent, Silent, Silent),

        Row("layer directory gone", Data, Silent, "stat ", Mount),
        Row("lower emptied", Data, Silent, "too many levels of symbolic links", Silent),
        Row("lower gone", Data, Silent, Silent, Silent),
        Row("short link gone", Data, "readlink ", Mount, Mount),

        // What stands on a layer finds it by its link, and the layers below it by its lower file; saving it needs neither.
        Row("lower emptied", Top, "readlink ", Silent, "too many levels of symbolic links"),
        Row("lower gone", Top, Silent, Silent, "executable file not found in $PATH"),
        Row("link gone", Top, Silent, Silent, "/link: no such file or directory"),
        Row("short link gone", Top, Silent, Silent, Mount),

        Row("tar-split: byte flipped", Data, Silent, "", Silent),
        Row("tar-split: empty", Data, Silent, "EOF", Silent),
        Row("tar-split: deleted", Data, Silent, "/tar-split.json.gz: no such file or directory", Silent),

        Row("image configuration byte flipped", Data, NoSuchImage, "failed to verify: sha256:", NoSuchImage),
        Row("image configuration deleted", Data, NoSuchImage, "failed to get digest sha256:", NoSuchImage),
    ];

    private static IEnumerable<TestCaseData> OfAnImageInFull() =>
    [
        Row("file emptied", Data, Silent, $"{Integrity}text.txt\"", Silent),
        Row("file renamed", Data, Silent, Missing, Silent),
        Row("diff directory gone", Data, Silent, Mount, Mount),
        Row("lower altered", Data, Silent, Mount, Silent),
        Row("link gone", Data, Silent, Silent, Silent),
        Row("short link leads nowhere", Data, Silent, Mount, Mount),
        Row("layer directory gone", Top, "stat ", "stat ", "/.tmp-committed"),
        Row("diff directory gone", Top, Silent, Mount, Mount),
        Row("lower altered", Top, "readlink ", Mount, Mount),
        Row("short link leads nowhere", Top, Silent, Silent, Mount),
        Row("tar-split: half", Data, Silent, "unexpected EOF", Silent),
        Row("image configuration truncated", Data, NoSuchImage, "failed to verify: sha256:", NoSuchImage),
    ];

    // Fault; what `pull` says.
    private static IEnumerable<TestCaseData> OfARegistry() =>
    [
        Row("registry: blob: byte flipped", "filesystem layer verification failed for digest sha256:"),
        Row("registry: blob: truncated", "filesystem layer verification failed for digest sha256:"),
        Row("registry: blob: missing", "unknown blob"),
        Row("registry: configuration: byte flipped", "image config verification failed for digest sha256:"),
        // The digest of a manifest that a tag leads to is not looked at.
        Row("registry: manifest: another's bytes", "error pulling image configuration: "),
        Row(
            "registry: tag leads to an image whose layers are not its configuration's",
            "layers from manifest don't match image configuration"),
    ];

    [OneTimeSetUp]
    public async Task An_engine_and_a_registry()
    {
        engine = await TestEngine.StartNewAsync();
        registry = await TestRegistry.StartAsync(engine);
    }

    [OneTimeTearDown]
    public async Task Nothing_stays_behind()
    {
        await registry.DisposeAsync();
        await engine.DisposeAsync();
    }

    [TestCaseSource(nameof(OfAnImage))]
    public async Task Is_told_as_it_is_known_when_damaged(string name, int layer, string? inspect, string? save, string? run)
    {
        var (image, reference) = await PulledAsync();

        await InjectAsync(name, new(engine, image.ConfigDigest) { Layer = layer });

        await SaysAsync(inspect, "image", "inspect", reference);
        await Commands.SaveSaysAsync(engine, save, reference);
        if (run != Silent || layer == Top)
        {
            await SaysAsync(run, "container", "run", "--rm", "--pull=never", "--network=none", reference, "ls", "/");
        }
    }

    [TestCaseSource(nameof(OfARegistry))]
    public async Task Is_refused_by_a_pull_when_the_registry_has(string name, string pull)
    {
        var image = FaultBase.Publish(registry, $"image-{++count}");

        await InjectAsync(name, new(engine, image.ConfigDigest) { Registry = registry, Published = image });

        await SaysAsync(pull, "image", "pull", registry.Reference(image));
    }

    [Test]
    public async Task Is_used_by_builds_and_containers_and_not_repaired_by_a_pull_when_a_byte_is_flipped()
    {
        var (image, reference) = await PulledAsync();
        var whole = await DigestAsync(reference);

        await InjectAsync("file byte flipped", new(engine, image.ConfigDigest));

        var damaged = await DigestAsync(reference);
        Assert.That(damaged, Is.Not.EqualTo(whole));
        Assert.That(await engine.AskAsync("image", "pull", reference), Does.Contain("Image is up to date"));
        foreach (var options in (string[][])[[], ["--no-cache", "--pull"]])
        {
            await BuildAsync($"FROM {reference}\nRUN true > /built\n", "built", options);
            Assert.That(await DigestAsync("built"), Is.EqualTo(damaged), string.Join(' ', options));
        }

        // Copied into a layer of its own, the damage has a checksum that fits it.
        var (_, healthy) = await PulledAsync();
        await BuildAsync(
            $"FROM {reference} AS build\nFROM {healthy}\nCOPY --from=build /{FaultBase.Large} /{FaultBase.Large}\n",
            "laundered",
            ["--no-cache"]);
        Assert.That(await DigestAsync("laundered"), Is.EqualTo(damaged));
        await Commands.SaveSaysAsync(engine, Silent, "laundered");
    }

    [Test]
    public async Task Is_told_by_nobody_when_a_cached_step_of_a_builder_stage_or_a_cache_mount_is_damaged()
    {
        var (image, reference) = await PulledAsync();
        string Dockerfile(string change) => $"""
            FROM {reference} AS build
            RUN mkdir /step-of-{count} && cp /{FaultBase.Text} /step-of-{count}/text.txt
            RUN --mount=type=cache,id=cache-{count},target=/cache \
                test -f /cache/cached-of-{count} || cp /{FaultBase.Text} /cache/cached-of-{count}; \
                cp /cache/cached-of-{count} /cached.txt; \
                echo {change}
            FROM {reference}
            COPY --from=build /step-of-{count}/text.txt /cached.txt /

            """;
        await BuildAsync(Dockerfile("first"), "first", []);
        var site = new FaultSite(engine, image.ConfigDigest);
        await InjectAsync("build cache: file byte flipped", site with { BuilderFile = $"step-of-{count}/text.txt" });
        await InjectAsync("build cache: file byte flipped", site with { BuilderFile = $"cached-of-{count}" });

        // The first step comes from the cache, the second runs again with the mount.
        await BuildAsync(Dockerfile("second"), "second", []);

        var digests = (await engine.AskAsync(
            "container", "run", "--rm", "--network=none", "second", "sha256sum", $"/{FaultBase.Text}", "/text.txt", "/cached.txt"))
            .Split('\n');
        Assert.That(digests[1][..64], Is.Not.EqualTo(digests[0][..64]), "the step's file");
        Assert.That(digests[2][..64], Is.Not.EqualTo(digests[0][..64]), "the mount's file");
        await Commands.SaveSaysAsync(engine, Silent, "second");
    }

    private static TestCaseData Row(string fault, params object?[] more) => new TestCaseData([fault, .. more]).SetArgDisplayNames(
        [fault, .. more.OfType<int>().Select(layer => layer == Top ? "top layer" : "layer of the data")]);

    private async Task<(PublishedImage Image, string Reference)> PulledAsync()
    {
        var image = FaultBase.Publish(registry, $"image-{++count}");
        var reference = registry.Reference(image);
        await engine.AskAsync("image", "pull", "--quiet", reference);
        return (image, reference);
    }

    private static async Task InjectAsync(string name, FaultSite site) =>
        await TestContext.Out.WriteLineAsync((await FaultTable.Named(name).InjectAsync(site)).ToString());

    private async Task<string> DigestAsync(string image) => (await engine.AskAsync(
        "container", "run", "--rm", "--network=none", "--pull=never", image, "sha256sum", $"/{FaultBase.Large}"))[..64];

    private Task BuildAsync(string dockerfile, string tag, string[] options) => engine.Docker.RunAsync(
        new DockerCommand(["buildx", "build", "--quiet", "--network=none", "--tag", tag, .. options, "-"]) { Input = dockerfile }, default);

    private Task SaysAsync(string? text, params string[] command) => Commands.SaysAsync(engine, text, command);
}
