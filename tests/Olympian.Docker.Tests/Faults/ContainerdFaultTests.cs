using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>
/// An engine whose images containerd keeps. It saves the blobs that were pulled, unread, and runs the snapshots that were made of
/// them: saving an image says nothing about what runs.
/// </summary>
[Parallelizable]
public sealed class ContainerdFaultTests
{
    private const string NotFound = "blob not found: not found";
    private const string? Silent = null;

    private TestEngine engine = null!;
    private TestRegistry registry = null!;
    private int count;

    // Fault; what `image inspect`, `save` and `pull` of the image say.
    private static IEnumerable<TestCaseData> OfContainerd() => Suite.Rows(
        [
            Row("file byte flipped", Silent, Silent, Silent),
            Row("layer blob deleted", Silent, Silent, Silent),
            Row("configuration deleted", NotFound, Silent, NotFound),
            Row("manifest deleted", NotFound, NotFound, NotFound),
        ],
        [
            Row("file deleted", Silent, Silent, Silent),
            Row("file mode changed", Silent, Silent, Silent),
            Row("layer blob byte flipped", Silent, Silent, Silent),
            // The byte is one of a diff ID.
            Row("configuration byte flipped", Silent, Silent, "wrong diff id calculated on extraction"),
            Row("manifest names another layer", Silent, Silent, Silent),
            Row("manifest names no layer", Silent, "failed validation: invalid argument", "failed validation: invalid argument"),
        ]);

    [OneTimeSetUp]
    public async Task An_engine_and_a_registry()
    {
        engine = await TestEngine.StartNewAsync(new() { Settings = TestEngineOptions.ContainerdImageStore });
        registry = await TestRegistry.StartAsync(engine);
    }

    [OneTimeTearDown]
    public async Task Nothing_stays_behind()
    {
        await registry.DisposeAsync();
        await engine.DisposeAsync();
    }

    [Test]
    public async Task Names_an_image_by_its_manifest()
    {
        var image = FaultBase.Publish(registry, "named");
        await engine.AskAsync("image", "pull", "--quiet", registry.Reference(image));

        Assert.That(
            await engine.AskAsync("info", "--format", "{{.Driver}} {{json .DriverStatus}}"),
            Is.EqualTo("overlayfs [[\"driver-type\",\"io.containerd.snapshotter.v1\"]]"));
        Assert.That(await engine.ImageIdAsync(registry.Reference(image)), Is.EqualTo(image.ManifestDigest));
    }

    [TestCaseSource(nameof(OfContainerd))]
    public async Task Is_told_as_it_is_known_when_containerd_has_a(string name, string? inspect, string? save, string? pull)
    {
        var image = FaultBase.Publish(registry, $"image-{++count}");
        var reference = registry.Reference(image);
        await engine.AskAsync("image", "pull", "--quiet", reference);

        var injection = await FaultTable.Named($"containerd: {name}").InjectAsync(new(engine, image.ConfigDigest) { Published = image });

        await TestContext.Out.WriteLineAsync(injection.ToString());
        await Commands.SaysAsync(engine, inspect, "image", "inspect", reference);
        await Commands.SaveSaysAsync(engine, save, reference);
        await Commands.SaysAsync(engine, pull, "image", "pull", reference);
    }

    private static TestCaseData Row(string fault, params object?[] said) => new TestCaseData([fault, .. said]).SetArgDisplayNames(fault);
}
