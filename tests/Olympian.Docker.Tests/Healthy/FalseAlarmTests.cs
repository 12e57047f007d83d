using System.Diagnostics;
using System.Text.Json;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Registries;
using Olympian.Docker.Tests.Faults;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Healthy;

/// <summary>
/// Nothing is reported of images that are whole, whatever their shape and whichever way they are looked into; and each verification has
/// really looked. One verification is one image in one way.
/// </summary>
[Parallelizable]
public sealed class FalseAlarmTests
{
    private const int InFull = 200;
    private const int ByDefault = 20;

    private static readonly IReadOnlyList<HealthyShape> Named = [.. HealthyShapes.All.Where(shape => Suite.IsFull || shape.IsByDefault)];
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly VerificationTally tally = new();

    // By shape: made once, whichever test asks first.
    private readonly Dictionary<string, ImageToVerify> made = new(StringComparer.Ordinal);

    private TestEngine engine = null!;
    private TestRegistry registry = null!;
    private RegistryRelay relay = null!;
    private ImageMaker maker = null!;
    private ImageVerification verification = null!;
    private int seed;

    // They make up the number, and there are some in any case.
    private static int RandomImages
    {
        get
        {
            var missing = (Suite.IsFull ? InFull : ByDefault) - Named.Sum(shape => shape.Ways.Count);
            return Math.Max(Suite.IsFull ? 8 : 1, (missing + 2) / 3);
        }
    }

    private static IEnumerable<string> Names => Named.Select(shape => shape.Name);

    private static IEnumerable<int> Numbers => Enumerable.Range(1, RandomImages);

    [OneTimeSetUp]
    public async Task An_engine()
    {
        seed = Seed.PrintedNumber();
        // The old builder squashes only where that was asked for.
        engine = await TestEngine.StartNewAsync(new() { Settings = new() { ["experimental"] = true } });
        registry = await TestRegistry.StartAsync(engine);
        relay = RegistryRelay.StartOutside(engine, registry);
        maker = new(engine, registry);
        verification = new(engine);
    }

    [OneTimeTearDown]
    public async Task Nothing_stays_behind()
    {
        verification.Dispose();
        await relay.DisposeAsync();
        await registry.DisposeAsync();
        await engine.DisposeAsync();
        tally.Write(Path.Combine(Checkout.Original, "artifacts", "false-alarms.md"), seed);
    }

    [TestCaseSource(nameof(Names))]
    public async Task Raises_no_alarm_over(string name)
    {
        var shape = Named.Single(shape => shape.Name == name);
        await VerifyAsync(name, [await MadeAsync(shape)], shape.Limit, [.. shape.Ways]);
    }

    [TestCaseSource(nameof(Numbers))]
    public async Task Raises_no_alarm_over_a_random_image(int number)
    {
        var name = $"random image {number} of seed {seed}";
        var layers = RandomImage.Layers(unchecked((seed * 1000) + number));
        var image = await ImageAsync(name, await maker.LoadAsync(layers), isPublished: false);
        await VerifyAsync(name, [image], null, Way.Store, Way.Save, Way.RootFs);
    }

    [Test]
    public void Counts_as_many_verifications_as_were_promised() =>
        Assert.That(
            Named.Sum(shape => shape.Ways.Count) + (3 * RandomImages), Is.GreaterThanOrEqualTo(Suite.IsFull ? InFull : ByDefault));

    [Test]
    public async Task Raises_no_alarm_over_many_images_at_once()
    {
        var images = new List<ImageToVerify>();
        foreach (var shape in Named.Where(shape => shape.IsByDefault))
        {
            images.Add(await MadeAsync(shape));
        }

        await VerifyAsync("many images at once", images, null, Way.Store, Way.Save, Way.RootFs);
    }

    /// <summary>Every shape once more, as steps of a build that a project's seals are about.</summary>
    [Test]
    public async Task Raises_no_alarm_over_what_a_build_left_in_the_build_cache()
    {
        const string project = "healthy";
        var steps = new List<string>();
        foreach (var shape in Named)
        {
            await engine.AskAsync("image", "tag", (await MadeAsync(shape)).ImageId, $"shape-{steps.Count}");
            steps.Add($"COPY --from=shape-{steps.Count} / ./{steps.Count}/");
        }

        var cache = new CacheVerification(engine, project);
        var proof = await cache.OfBuildAsync(() => maker.BuildAsync(
            $"FROM {{base}}\nWORKDIR /build/org.olympian.project/{project}\n{string.Join('\n', steps)}\nRUN ln -s ../../up beside && mv 0 moved\n"));

        Assert.Multiple(() =>
        {
            Assert.That(proof.Report.Findings.Select(finding => finding.ToString()), Is.Empty);
            Assert.That(proof.Unproven, Is.Empty);
            Assert.That(proof.Proven, Has.Count.GreaterThan(steps.Count));
        });
    }

    [Test]
    public async Task Raises_no_alarm_while_the_engine_is_at_work()
    {
        var name = await maker.BuildAsync(
            "FROM {base}\nRUN mkdir -p /srv && for i in 1 2 3 4 5 6 7 8 9; do dd if=/dev/urandom of=/srv/$i bs=100000 count=10; done\n");
        var image = await ImageAsync("an engine at work", name, isPublished: false);
        var pulled = registry.Reference(FaultBase.Publish(registry, "pulled-meanwhile"));
        foreach (var container in (string[])["writer-1", "writer-2"])
        {
            await engine.AskAsync(
                "container", "run", "--detach", "--name", container, "--network", "none", name,
                "sh", "-c", "while true; do rm -f /srv/1; cp /srv/2 /srv/new; chmod 700 /srv/3; mv /srv/new /srv/1; sleep 0.2; done");
        }

        using var end = new CancellationTokenSource();
        var (builds, pulls) = (0, 0);
        var building = Task.Run(async () =>
        {
            for (; !end.IsCancellationRequested; builds++)
            {
                await maker.BuildAsync(
                    $"FROM {name}\nRUN echo {builds} > /srv/4 && rm /srv/5\nRUN cp /srv/6 /srv/7\n", null, "--no-cache");
            }
        });
        var pulling = Task.Run(async () =>
        {
            for (; !end.IsCancellationRequested; pulls++)
            {
                await engine.AskAsync("image", "pull", "--quiet", pulled);
                await engine.AskAsync("image", "rm", pulled);
            }
        });
        try
        {
            var began = Stopwatch.GetTimestamp();
            var rounds = Suite.IsFull ? 10 : 2;
            for (var done = 0; done < rounds || builds == 0 || pulls == 0; done++)
            {
                Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(Limit), $"{builds} builds, {pulls} pulls");
                await VerifyAsync("while containers write, a build and a pull run", [image], null, Way.Store);
            }

            await VerifyAsync("while containers write, a build and a pull run", [image], null, Way.RootFs);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(building, pulling);
            await engine.AskAsync("container", "rm", "--force", "--volumes", "writer-1", "writer-2");
        }
    }

    /// <summary>The check of the check.</summary>
    [Test]
    public async Task Raises_the_alarm_over_one_byte_by_every_way_that_sees_it()
    {
        var shape = HealthyShapes.All.First(shape => shape is { IsPublished: true, IsByDefault: true });
        var image = await ImageAsync("damaged", await shape.MakeAsync(maker), isPublished: true);
        const string file = "attributes-Gnu/sticky-file";
        var path = new EngineStore(engine.DataRoot).LayersOf(image.ImageId)[^1].FileOf(file);

        await FileDamage.FlipByteAsync(path);
        var found = new Dictionary<Way, IntegrityReport>();
        foreach (var way in (Way[])[Way.Store, Way.Save, Way.RootFs])
        {
            found[way] = await verification.RunAsync([image], way);
        }

        await FileDamage.FlipByteAsync(path);
        await FileDamage.ChangeAsync(path, "chmod", "0644");
        var mode = await verification.RunAsync([image], Way.RootFs);
        await FileDamage.ChangeAsync(path, "chmod", "1644");

        await FileDamage.FlipByteAsync(registry.Storage.BlobFile(registry.Storage.LayerBlobs(image.Origin!.Repository, "1")[^1]));
        var published = await verification.RunAsync([image], Way.Registry);

        Assert.Multiple(() =>
        {
            Assert.That(found[Way.Store].Findings.Select(finding => $"{finding.Fault.Path}"), Is.EqualTo([$"/{file}"]));
            Assert.That(found[Way.Save].Findings.Select(finding => $"{finding.Fault.Path}"), Is.EqualTo([$"/{file}"]));
            Assert.That(found[Way.RootFs].IsClean, Is.False);
            Assert.That(mode.Findings.Select(finding => (finding.Way, finding.Fault.Expected)), Is.EqualTo([(Way.RootFs, "mode 1644")]));
            Assert.That(published.IsClean, Is.False);
        });
    }

    private async Task<ImageToVerify> MadeAsync(HealthyShape shape) =>
        made.TryGetValue(shape.Name, out var there) ? there
        : made[shape.Name] = await ImageAsync(shape.Name, await shape.MakeAsync(maker), shape.IsPublished);

    private async Task<ImageToVerify> ImageAsync(string title, string name, bool isPublished)
    {
        var id = await engine.ImageIdAsync(name);
        if (!isPublished)
        {
            return new(title, id);
        }

        // The registry is in the engine's network, and this process is not.
        var digest = await engine.AskAsync("image", "inspect", "--format", "{{index .RepoDigests 0}}", name);
        return new(title, id)
        {
            Origin = RegistryImage.Parse(digest.Replace(registry.Address, relay.Address, StringComparison.Ordinal)),
        };
    }

    // All ways are gone, whatever one of them reports.
    private async Task VerifyAsync(string shape, IReadOnlyList<ImageToVerify> images, string? note, params Way[] ways)
    {
        using var limit = new CancellationTokenSource(Limit);
        var layers = new List<int>();
        foreach (var image in images)
        {
            var said = await engine.AskAsync("image", "inspect", "--format", "{{json .RootFS.Layers}}", image.ImageId);
            layers.Add(JsonSerializer.Deserialize<string[]?>(said)?.Length ?? 0);
        }

        var reports = new List<(Way Way, IntegrityReport Report)>();
        foreach (var way in ways)
        {
            reports.Add((way, await verification.RunAsync(images, way, limit.Token)));
            tally.Add(shape, way, reports[^1].Report, images.Count);
        }

        Assert.Multiple(() =>
        {
            foreach (var (way, report) in reports)
            {
                var looked = report.Ways.Single(one => one.Way == way);
                Assert.That(report.Findings.Select(finding => finding.ToString()), Is.Empty, $"{way} of {shape}");
                Assert.That(looked.Notes, note is null ? Is.Empty : Has.One.Contains(note));

                // A verifier that reads nothing finds nothing.
                Assert.That(report.Images.Select(image => image.Layers), Is.EqualTo(layers));
                Assert.That(report.Images.Select(image => image.Ways), Has.All.Contains(way));
                Assert.That(looked.Layers, layers.Sum() == 0 ? Is.Zero : Is.InRange(1, layers.Sum()));
                Assert.That(looked.Bytes, layers.Sum() == 0 ? Is.GreaterThanOrEqualTo(0) : Is.Positive);
            }
        });
    }
}
