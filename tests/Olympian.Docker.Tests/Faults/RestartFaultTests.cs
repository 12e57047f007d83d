using Olympian.Docker.Tests.Cleaning;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>
/// Faults that an engine notices when it starts. Those of the layer database all at once, on an image each, because one restart
/// shows them all.
/// </summary>
[Parallelizable]
public sealed class RestartFaultTests
{
    private const string NoLayer = "layer does not exist";
    private const string? Silent = null;

    private readonly Dictionary<string, string> references = [];
    private TestEngine engine = null!;
    private TestRegistry registry = null!;

    // Fault; what `image inspect`, `save` and `run` of the image say after the restart.
    private static IEnumerable<TestCaseData> OfTheLayerDatabase() =>
    [
        Row("cache-id deleted", NoLayer, NoLayer, NoLayer),
        Row("cache-id emptied", NoLayer, NoLayer, NoLayer),
        Row("entry gone", NoLayer, NoLayer, NoLayer),
        Row("parent altered", NoLayer, NoLayer, NoLayer),
        Row("diff altered", Silent, "could not verify layer data for: sha256:", Silent),
        Row("size altered", Silent, Silent, Silent),
        Row("empty entry left over", Silent, Silent, Silent),
    ];

    [OneTimeSetUp]
    public async Task An_engine_with_every_fault_of_the_layer_database()
    {
        engine = await TestEngine.StartNewAsync();
        registry = await TestRegistry.StartAsync(engine);
        foreach (var fault in FaultTable.All.Where(fault => fault.Place == FaultPlace.LayerDatabase))
        {
            var image = FaultBase.Publish(registry, $"image-{references.Count}");
            references[fault.Name] = registry.Reference(image);
            await engine.AskAsync("image", "pull", "--quiet", registry.Reference(image));
            var (path, before, after) = await fault.Inject(new(engine, image.ConfigDigest));
            await TestContext.Out.WriteLineAsync(new Injection(fault.Name, path, before, after).ToString());

            // It knows better as long as it runs.
            await Commands.SaysAsync(engine, Silent, "image", "inspect", registry.Reference(image));
        }

        await engine.RestartAsync();
    }

    [OneTimeTearDown]
    public async Task Nothing_stays_behind()
    {
        await registry.DisposeAsync();
        await engine.DisposeAsync();
    }

    [TestCaseSource(nameof(OfTheLayerDatabase))]
    public async Task Is_told_as_it_is_known_after_a_restart_when_the_layer_database_has_its(
        string name, string? inspect, string? save, string? run)
    {
        var reference = references[$"layer database: {name}"];

        await Commands.SaysAsync(engine, inspect, "image", "inspect", reference);
        await Commands.SaveSaysAsync(engine, save, reference);
        await Commands.SaysAsync(engine, run, "container", "run", "--rm", "--pull=never", "--network=none", reference, "true");
    }

    [Test]
    public async Task Hinders_a_start_when_the_builders_databases_or_the_list_of_names_are_damaged()
    {
        await using var own = await TestEngine.StartNewAsync();
        await TinyBase.ImportAsync(own.Docker, "kept:1");
        var site = new FaultSite(own, await own.ImageIdAsync("kept:1"));

        foreach (var database in (string[])["build database garbled", "snapshot database garbled"])
        {
            await FaultTable.Named(database).InjectAsync(site);
            Assert.That(Refusal(own), Does.Contain("failed to open database file ").Or.Contain("panic"), database);
            Directory.Delete(site.Store.BuildDirectory, recursive: true);
            await own.StartAsync();
            await Commands.SaveSaysAsync(own, Silent, "kept:1");
        }

        await FaultTable.Named("repositories.json truncated").InjectAsync(site);
        Assert.That(Refusal(own), Does.Contain("Couldn't create reference store repository: EOF"));
    }

    private static string Refusal(TestEngine engine) => Assert.ThrowsAsync<EngineDidNotStartException>(() => engine.StartAsync())!.Log;

    private static TestCaseData Row(string fault, params object?[] said) => new TestCaseData([fault, .. said]).SetArgDisplayNames(fault);
}
