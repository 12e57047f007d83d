using Olympian.Build.Tests.Integrity;
using Olympian.Build.Tests.Stores;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Tests.Healing;

/// <summary>Layers without an image that lie upon damaged ones are let go of, and no others.</summary>
public sealed class ReleaseOrphansTests
{
    private Broken broken = null!;
    private EngineFiles files = null!;

    [SetUp]
    public void An_engine() => (broken, files) = (new(), new());

    private Task RunAsync(StoreAccess access, params string[] chains) =>
        new ReleaseOrphans(broken.Engine, new LocatorDouble(access)).RunAsync("shop", chains, broken.Journal, default);

    [Test]
    public async Task Does_nothing_where_the_engines_files_cannot_be_read()
    {
        await RunAsync(LocatorDouble.NotRoot, broken.Lower);

        Assert.That(broken.Engine.Calls, Is.Empty);
    }

    [Test]
    public async Task Loads_an_image_of_exactly_those_layers_and_forgets_it()
    {
        var chains = files.ChainsOf(files.Add(("a", "x"), ("b", "y"), ("c", "z")));
        broken.Engine.Kept.UnionWith(chains);

        await RunAsync(StoreAccess.Granted(files), chains[0]);

        Assert.Multiple(() =>
        {
            Assert.That(broken.Engine.Calls, Is.EqualTo(["load shop/base-copy:orphan-1", "untag shop/base-copy:orphan-1"]));
            Assert.That(LayerChain.IdsOf(broken.Engine.Loaded.Single().DiffIds), Is.EqualTo(chains));
            Assert.That(broken.Engine.Loaded.Single().Files.Keys, Is.EquivalentTo(["config.json", "manifest.json"]), "no content is sent");
            Assert.That(broken.Journal.Lines.Single(), Does.StartWith("let go of 3 layers"));
        });
    }

    [Test]
    public async Task Leaves_orphans_upon_sound_layers_and_layers_of_an_image()
    {
        var chains = files.ChainsOf(files.Add(("a", "x"), ("b", "y")));
        var used = files.Add(("d", "x"));
        broken.Engine.Images.Add(Cleaning.Facts.Bare with { Id = used, Layers = [.. files.ChainsOf(used)] });
        broken.Engine.Kept.UnionWith(chains);

        await RunAsync(StoreAccess.Granted(files), files.ChainsOf(used)[0], "sha256:elsewhere");

        Assert.That(broken.Engine.Calls, Is.Empty);
    }

    [Test]
    public async Task Leaves_an_entry_that_does_not_say_what_it_lies_upon()
    {
        var chains = files.ChainsOf(files.Add(("a", "x"), ("b", "y")));
        files.Files[$"{EngineFiles.EntryOf(chains[0])}/diff"] = "sha256:0000"u8.ToArray();

        await RunAsync(StoreAccess.Granted(files), chains[0]);

        Assert.That(broken.Engine.Calls, Is.Empty);
        Assert.That(broken.Journal.Lines, Has.Some.StartsWith("! the layer database's entry"));
    }

    [Test]
    public async Task Goes_on_where_the_engine_knows_no_such_layers()
    {
        // On the disk, and not in the engine: it passed over the entry when it started.
        var chains = files.ChainsOf(files.Add(("a", "x")));

        await RunAsync(StoreAccess.Granted(files), chains[0]);

        Assert.That(broken.Journal.Lines.Single(), Does.StartWith("! the engine does not let go of 1 layers that no image has"));
    }
}
