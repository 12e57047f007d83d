using System.Formats.Tar;
using Olympian.Build.Adapters.Registries;
using Olympian.Build.Tests.Cleaning;
using Olympian.Build.Tests.Registries;
using Olympian.Build.Tests.Stores;
using Olympian.Deployment;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Registries;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Tests.Integrity;

/// <summary>Which ways are gone, what each says, and what it never says.</summary>
public sealed class VerifyIntegrityTests
{
    private EngineDouble engine = null!;
    private StreamsDouble streams = null!;
    private EngineFiles files = null!;
    private RegistryDouble registry = null!;
    private VerifierDouble journal = null!;

    [SetUp]
    public void An_engine()
    {
        engine = new();
        streams = new(engine);
        files = new();
        registry = new();
        journal = new();
    }

    private VerifyIntegrity Verifier(bool withStore = false, IEngineStore? store = null) => new(
        engine,
        new LocatorDouble(withStore || store is not null ? StoreAccess.Granted(store ?? files) : LocatorDouble.NotRoot),
        streams,
        new RegistryCheck(registry, new LayerReader(registry, new LayerDecompressor())),
        new CheckedLayers(),
        TimeProvider.System);

    private static byte[] Layer(string path, string content) => StoredImage.Layer(archive => archive.File(path, content));

    private static ImageToVerify Of(StoredImage image, string title = "web") => new(title, image.Id);

    [TestCase("", ExpectedResult = "store")]
    [TestCase("Store", ExpectedResult = "store")]
    [TestCase("Save", ExpectedResult = "save")]
    [TestCase("Save RootFs", ExpectedResult = "save rootfs")]
    [TestCase("RootFs", ExpectedResult = "save rootfs")]
    [TestCase("Store Save", ExpectedResult = "store save")]
    [TestCase("Registry", ExpectedResult = "store registry")]
    public Task<string> Goes_where_the_files_can_be_read(string ways) => WaysGoneAsync(ways, withStore: true);

    [TestCase("", ExpectedResult = "save rootfs")]
    [TestCase("Save", ExpectedResult = "save")]
    [TestCase("RootFs", ExpectedResult = "save rootfs")]
    [TestCase("Registry", ExpectedResult = "save rootfs registry")]
    public Task<string> Goes_where_they_cannot(string ways) => WaysGoneAsync(ways, withStore: false);

    private async Task<string> WaysGoneAsync(string ways, bool withStore)
    {
        var image = streams.Add(Layer("a", "x"));
        files.Add(image);
        Way[] asked = [.. ways.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<Way>)];

        var report = await Verifier(withStore).RunAsync([Of(image)], asked, journal, default);

        Assert.That(report.IsClean, IntegrityTextOf(report));
        return string.Join(' ', report.Ways.Select(way => way.Way.Word()));
    }

    private static string IntegrityTextOf(IntegrityReport report) => string.Join('\n', report.Findings);

    [Test]
    public async Task Says_why_it_did_not_go_the_strongest_way()
    {
        var image = streams.Add(Layer("a", "x"));

        var chosen = await Verifier().RunAsync([Of(image)], [], journal, default);
        var told = await Verifier().RunAsync([Of(image)], [Way.Save], journal, default);

        Assert.That(chosen.NotPossible, Is.EqualTo(new[] { (Way.Store, "this is not root") }));
        Assert.That(told.NotPossible, Is.Empty);
    }

    [Test]
    public void Refuses_the_way_that_was_asked_for_and_is_not_possible()
    {
        var image = streams.Add(Layer("a", "x"));

        var refusal = Assert.ThrowsAsync<ExpectedFailure>(() => Verifier().RunAsync([Of(image)], [Way.Store, Way.Save], journal, default))!;

        Assert.That(refusal.ExpectedAndActual, Does.Contain("this is not root"));
        Assert.That(refusal.NextCommand, Does.Contain("--ways=save,rootfs"));
        Assert.That(streams.Calls, Is.Empty);
    }

    [Test]
    public async Task Looks_nowhere_for_no_images() =>
        Assert.That(await Verifier().RunAsync([], [Way.Store], journal, default), Is.SameAs(IntegrityReport.Empty));

    [Test]
    public async Task Reads_a_layer_once_however_many_images_share_it_and_never_again_in_this_run()
    {
        var (one, other) = (files.Add(("a", "x"), ("b", "y")), files.Add(("a", "x"), ("c", "z")));
        var verifier = Verifier(withStore: true);

        var first = await verifier.RunAsync([new("web", one), new("worker", other)], [], journal, default);
        var second = await verifier.RunAsync([new("web", one)], [], journal, default);

        Assert.Multiple(() =>
        {
            Assert.That(files.Opened, Has.Count.EqualTo(3).And.Unique);
            Assert.That(first.Ways.Single().Layers, Is.EqualTo(3));
            Assert.That(second.Ways.Single().Layers, Is.Zero);
            Assert.That(second.Ways.Single().Notes, Is.EqualTo(["2 layers were read earlier in this run"]));
        });
    }

    [Test]
    public async Task Reads_again_what_it_was_told_to_forget()
    {
        var image = files.Add(("a", "x"), ("b", "y"));
        var verifier = Verifier(withStore: true);
        await verifier.RunAsync([new("web", image)], [], journal, default);
        files.LayerOf(files.ChainsOf(image)[1]).Write("b", "Y");

        var blind = await verifier.RunAsync([new("web", image)], [], journal, default);
        verifier.Forget([files.ChainsOf(image)[1]]);
        var seeing = await verifier.RunAsync([new("web", image)], [], journal, default);

        Assert.That(blind.IsClean);
        Assert.That(seeing.Findings.Select(finding => finding.Layer!.Position).Distinct(), Is.EqualTo([2]));
    }

    [Test]
    public async Task Reads_damage_again_each_time()
    {
        var image = files.Add(("a", "x"));
        files.LayerOf(files.ChainsOf(image)[0]).Write("a", "X");
        var verifier = Verifier(withStore: true);

        await verifier.RunAsync([new("web", image)], [], journal, default);

        Assert.That((await verifier.RunAsync([new("web", image)], [], journal, default)).IsClean, Is.False);
    }

    [Test]
    public async Task Names_images_layer_step_and_path()
    {
        var (one, other) = (files.Add(("a", "x"), ("b", "y")), files.Add(("a", "x")));
        files.LayerOf(files.ChainsOf(one)[0]).Write("a", "X");

        var report = await Verifier(withStore: true).RunAsync([new("web", one), new("worker", other)], [], journal, default);

        Assert.That(report.Findings, Has.Count.EqualTo(1));
        var found = report.Findings[0].ToString();
        Assert.That(found, Does.StartWith("web, worker: layer 1 of 2 (sha256:").And.Contain("COPY a").And.Contain("/a: expected content").And.EndWith("(store)"));
        Assert.That(report.Findings[0].Chains, Is.EqualTo([files.ChainsOf(one)[0]]));
    }

    [Test]
    public void Says_of_a_failing_disk_that_it_fails_and_of_nothing_that_it_is_damaged() =>
        Assert.ThrowsAsync<StorageFailure>(() =>
        {
            var image = files.Add(("a", "x"), ("b", "y"));
            return Verifier(store: new FailingStore(files)).RunAsync([new("web", image)], [], journal, default);
        });

    [Test]
    public void Ends_when_it_is_told_to([Values] bool withStore)
    {
        using var interrupted = new CancellationTokenSource();
        interrupted.Cancel();
        var image = streams.Add(Layer("a", "x"));
        files.Add(image);

        Assert.That(
            () => Verifier(withStore).RunAsync([Of(image)], [], journal, interrupted.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Saves_one_by_one_because_of_several_at_once_an_engine_keeps_the_shared_layers()
    {
        var shared = Layer("a", "x");
        var (one, other) = (streams.Add(shared, Layer("b", "y")), streams.Add(shared, Layer("c", "z")));

        var report = await Verifier().RunAsync([Of(one), Of(other, "worker")], [Way.Save], journal, default);

        Assert.That(streams.Calls, Is.EqualTo(["save", "save"]));
        Assert.That(report.Ways.Single().Layers, Is.EqualTo(3));
        Assert.That(report.IsClean);
    }

    [Test]
    public async Task Names_the_layer_that_does_not_save_as_what_it_is()
    {
        var image = streams.Add(Layer("a", "x"), Layer("b", "y"));
        image.Damaged[1] = Layer("b", "Y");

        var report = await Verifier().RunAsync([Of(image)], [Way.Save], journal, default);

        Assert.That(report.Findings.Select(finding => (finding.Layer!.Position, finding.Layer.Step)).Distinct(), Is.EqualTo([(2, "COPY 2")]));
    }

    [Test]
    public async Task Tells_by_what_can_be_saved_which_layer_cannot()
    {
        var shared = Layer("a", "x");
        var (sound, damaged) = (streams.Add(shared), streams.Add(shared, Layer("b", "y")));
        streams.Refuses = id => id == damaged.Id ? "Error response from daemon: file integrity checksum failed for \"b\"" : null;

        var report = await Verifier().RunAsync([Of(sound, "worker"), Of(damaged)], [Way.Save], journal, default);

        var finding = report.Findings.Single();
        Assert.Multiple(() =>
        {
            Assert.That(streams.Calls, Is.EqualTo(["save", "save"]));
            Assert.That(finding.ToString(), Does.StartWith("web: layer 2 of 2").And.Contain("/b: "));
            Assert.That(finding.Fault.Kind, Is.EqualTo(FaultKind.Content));
            Assert.That(report.Images.Single(image => image.Title == "worker").Findings, Is.Empty);
            Assert.That(report.Ways.Single().Layers, Is.EqualTo(1), "a layer that was refused was not read");
        });
    }

    [Test]
    public async Task Suspects_every_layer_where_it_cannot_tell_which()
    {
        var damaged = streams.Add(Layer("a", "x"), Layer("b", "y"));
        streams.Refuses = _ => "Error response from daemon: unexpected EOF";

        var finding = (await Verifier().RunAsync([Of(damaged)], [], journal, default)).Findings.Single();

        Assert.That(finding.Chains, Has.Count.EqualTo(2));
        Assert.That(finding.ToString(), Does.Contain("one of 2 layers").And.Contain("unexpected EOF"));
    }

    [TestCase("Error response from daemon: write /var/lib/docker/tmp/docker-export-1/a: no space left on device")]
    [TestCase("Error response from daemon: open /var/lib/docker/overlay2/a/diff/x: input/output error")]
    [TestCase("error during connect: EOF")]
    public void Takes_a_refusal_that_says_nothing_of_the_image_for_a_failure_and_not_for_damage(string words)
    {
        var image = streams.Add(Layer("a", "x"));
        streams.Refuses = _ => words;

        Assert.ThrowsAsync<DockerCommandFailure>(() => Verifier().RunAsync([Of(image)], [], journal, default));
    }

    [Test]
    public async Task Never_calls_an_image_intact_that_the_engine_does_not_know([Values] bool withStore)
    {
        var report = await Verifier(withStore).RunAsync([new("web", "sha256:0123")], [], journal, default);

        Assert.That(report.IsClean, Is.False);
        Assert.That(report.Findings.Single().Fault.Kind, Is.EqualTo(FaultKind.Configuration));
    }

    [Test]
    public async Task Sees_in_a_container_what_saving_does_not_show()
    {
        var image = streams.Add(Layer("a", "x"));
        image.Root = StoredImage.Layer(archive => archive.File("a", "x").File("evil", "y"));

        var saved = await Verifier().RunAsync([Of(image)], [Way.Save], journal, default);
        var seen = await Verifier().RunAsync([Of(image)], [], journal, default);

        Assert.That(saved.IsClean);
        Assert.That(seen.Findings.Single().ToString(), Does.Contain("one of 1 layers: /evil: expected nothing, found a file (rootfs)"));
    }

    [Test]
    public async Task Places_a_damaged_file_in_the_layer_it_comes_from()
    {
        var image = streams.Add(Layer("a", "old"), Layer("a", "new"), Layer("b", "y"));
        image.Root = StoredImage.Layer(archive => archive.File("a", "New").File("b", "y"));

        var finding = (await Verifier().RunAsync([Of(image)], [], journal, default)).Findings.Single();

        Assert.That((finding.Layer!.Position, finding.Fault.Path!.Value.ToString()), Is.EqualTo((2, "/a")));
    }

    [TestCase("", "")]
    [TestCase("hidden", "Unexpected /gone")]
    [TestCase("opaque", "Unexpected /d/old")]
    [TestCase("link", "Content /second")]
    [TestCase("device", "Attributes /dev/thing")]
    [TestCase("long", "Missing /LONG")]
    [TestCase("capability", "Attributes /ping")]
    public async Task Compares_a_container_with_the_layers_applied_in_order(string altered, string found)
    {
        var name = $"{string.Join('/', Enumerable.Repeat("a-directory-of-some-length", 12))}/file";
        byte[][] layers =
        [
            StoredImage.Layer(a => a.File("gone", "x").Directory("d").File("d/old", "x").File("first", "1"), TarEntryFormat.Pax),
            StoredImage.Layer(
                a => a.File(".wh.gone").Directory("d").File("d/.wh..wh..opq").File("d/new", "y").File("first", "2").HardLink("second", "first")
                    .Directory("dev").Device("dev/thing", 1, 3).File(name, "long").WithAttribute("ping", "p", LayerEntry.Capabilities, "net"),
                TarEntryFormat.Pax),
        ];
        var image = streams.Add(layers);
        image.Root = StoredImage.Layer(
            a =>
            {
                a.Directory("d").File("d/new", "y").File("first", "2");
                _ = altered == "link" ? a.File("second", "3") : a.HardLink("second", "first");
                a.Directory("dev").Device("dev/thing", 1, altered == "device" ? 5 : 3);
                _ = altered == "hidden" ? a.File("gone", "x") : altered == "opaque" ? a.File("d/old", "x") : a;
                foreach (var depth in Enumerable.Range(1, 12))
                {
                    a.Directory(string.Join('/', name.Split('/').Take(depth)));
                }

                _ = altered == "long" ? a : a.File(name, "long");
                a.WithAttribute("ping", "p", LayerEntry.Capabilities, altered == "capability" ? "all" : "net");
            },
            TarEntryFormat.Pax);

        var report = await Verifier().RunAsync([Of(image)], [], journal, default);

        Assert.That(
            string.Join(", ", report.Findings.Select(finding => $"{finding.Fault.Kind} {finding.Fault.Path}")),
            Is.EqualTo(found.Replace("LONG", name, StringComparison.Ordinal)));
    }

    [Test]
    public async Task Says_how_much_more_is_damaged_than_it_lists([Values] bool withStore)
    {
        var image = streams.Add(StoredImage.Layer(archive => Enumerable.Range(0, 30).ToList().ForEach(i => archive.File($"f{i}", "x"))));
        image.Root = StoredImage.Layer(archive => Enumerable.Range(0, 30).ToList().ForEach(i => archive.File($"f{i}", "y")));
        files.Add(image);
        var layer = files.LayerOf(files.ChainsOf(image.Id)[0]);
        Enumerable.Range(0, 30).ToList().ForEach(i => layer.Write($"f{i}", "y"));

        var report = await Verifier(withStore).RunAsync([Of(image)], [], journal, default);

        Assert.That(report.Findings, Has.Count.EqualTo(21));
        Assert.That(report.Findings[^1].ToString(), Does.Contain("expected no further damage, found 10 more of its files damaged"));
    }

    [Test]
    public async Task Looks_into_one_container_of_an_image_of_two_titles()
    {
        var image = streams.Add(Layer("a", "x"));

        var report = await Verifier().RunAsync([Of(image), Of(image, "worker")], [], journal, default);

        Assert.That(streams.Calls, Is.EqualTo(["save with contents", "read root"]));
        Assert.That(report.Images.Select(one => (one.Title, string.Join(' ', one.Ways))), Is.EqualTo([("web", "Save RootFs"), ("worker", "Save RootFs")]));
        Assert.That(report.Ways.Select(way => way.Layers), Is.EqualTo([1, 1]));
    }

    [Test]
    public async Task Asks_registries_only_for_what_comes_from_one_and_names_the_rest()
    {
        var published = new HandMadeImage(HandMadeLayer.Gzip("alpha"));
        registry.Push(published);
        var origin = published.Pulled().Origin;
        engine.Images.Add(Facts.Bare with { Id = published.Id, Layers = [published.Layers[0].DiffId], Platform = "linux/amd64" });
        var image = streams.Add(Layer("a", "x"));
        files.Add(image);
        var verifier = new VerifyIntegrity(
            engine,
            new LocatorDouble(StoreAccess.Granted(files)),
            streams,
            new RegistryCheck(registry, new LayerReader(registry, new LayerDecompressor())),
            new CheckedLayers(),
            TimeProvider.System);

        var report = await verifier.RunAsync(
            [Of(image), new("base a", published.Id) { Origin = origin }], [Way.Registry], journal, default);

        Assert.That(report.Images.Single(one => one.Title == "base a").Ways, Does.Contain(Way.Registry));
        Assert.That(report.Images.Single(one => one.Title == "web").Ways, Does.Not.Contain(Way.Registry));
        Assert.That(report.Ways.Single(way => way.Way == Way.Registry).Notes, Is.EqualTo(["in no registry, made here: web"]));
    }
}
