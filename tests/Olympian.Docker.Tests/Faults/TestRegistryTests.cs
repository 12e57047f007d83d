using System.Net;
using Olympian.Docker.Tests.Cleaning;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>The registries that the battery damages.</summary>
[Parallelizable]
public sealed class TestRegistryTests
{
    private TestEngine engine = null!;

    [OneTimeSetUp]
    public async Task An_engine() => engine = await TestEngine.StartNewAsync();

    [OneTimeTearDown]
    public async Task Nothing_stays_behind() => await engine.DisposeAsync();

    [Test]
    public async Task Serves_what_was_written_into_its_storage_and_what_was_pushed()
    {
        await using var registry = await TestRegistry.StartAsync(engine);
        var image = FaultBase.Publish(registry, "written");
        await TinyBase.ImportAsync(engine.Docker, "pushed:1");

        await engine.AskAsync("image", "pull", "--quiet", registry.Reference(image));
        var pushed = await registry.PushAsync("pushed:1", "some/pushed:2");

        Assert.That(await engine.ImageIdAsync(registry.Reference(image)), Is.EqualTo(image.ConfigDigest));
        Assert.That(pushed, Is.EqualTo("127.0.0.1:5000/some/pushed:2"));
        Assert.That(registry.Storage.LayerBlobs("some/pushed", "2").Select(registry.Storage.BlobFile), Has.All.Exist);
    }

    [Test]
    public async Task Has_the_local_bases_as_further_names_of_the_same_files_and_damages_only_its_own()
    {
        await using var registry = await TestRegistry.StartAsync(engine, port: 5001, isReadOnly: true, withLocalBases: true);
        const string name = "olympian-base/nginx", tag = "trixie";
        var blob = registry.Storage.LayerBlobs(name, tag)[0];
        var (own, original) = (registry.Storage.BlobFile(blob), new RegistryStorage(Bases.Storage).BlobFile(blob));
        var image = new PublishedImage(
            name,
            tag,
            registry.Storage.ManifestDigest(name, tag),
            (string)registry.Storage.Manifest(name, tag)["config"]!["digest"]!,
            [.. Enumerable.Repeat(new PublishedLayer("", blob, new FileInfo(own).Length), 2)]);
        var length = new FileInfo(original).Length;

        await FaultTable.Named("registry: blob: truncated").InjectAsync(
            new(engine, image.ConfigDigest) { Registry = registry, Published = image });

        Assert.That(new FileInfo(own).Length, Is.EqualTo(length / 2));
        Assert.That(new FileInfo(original).Length, Is.EqualTo(length));
        using var client = new HttpClient(engine.Network.CreateHttpHandler());
        using var push = await client.PostAsync(new Uri($"http://{registry.Address}/v2/some/pushed/blobs/uploads/"), content: null);
        Assert.That(push.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public async Task Is_held_and_cut_by_a_relay_in_the_middle_of_an_answer()
    {
        await using var registry = await TestRegistry.StartAsync(engine, port: 5002);
        await using var relay = RegistryRelay.Start(engine, registry);
        var image = FaultBase.Publish(registry, "relayed");
        var reference = $"{relay.Address}/{image.Name}:{image.Tag}";

        relay.HoldAfter(100_000);
        var pull = engine.AskAsync("image", "pull", "--quiet", reference);
        await relay.Reached.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(pull.IsCompleted, Is.False);
        relay.Release();

        Assert.That(await pull, Is.EqualTo(reference));
    }
}
