using System.IO.Compression;
using System.Text.Json;
using Olympian.Build.Tests.Cleaning;
using Olympian.Build.Tests.Integrity;
using Olympian.Build.Tests.Registries;
using Olympian.Deployment;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Registries;

namespace Olympian.Build.Tests.Healing;

/// <summary>A copy of a base has its files and configuration, and not one layer that the engine has.</summary>
public sealed class CopyBaseTests
{
    private Broken broken = null!;

    [SetUp]
    public void A_damaged_base() => broken = new();

    private static byte[] Unpacked(byte[] blob)
    {
        using var unpacked = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(blob), CompressionMode.Decompress);
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private Task<string> FetchAsync() => broken.Copy.FetchAsync("shop", "1", broken.Resolved, [broken.Lower, "sha256:more"], broken.Journal, default);

    [Test]
    public async Task Puts_an_empty_layer_below_what_the_registry_has()
    {
        var name = await FetchAsync();

        var loaded = broken.Engine.Loaded.Single();
        Assert.Multiple(() =>
        {
            Assert.That(name, Is.EqualTo("shop/base-copy:1"));
            Assert.That(loaded.DiffIds, Is.EqualTo([BaseCopy.EmptyLayer, .. broken.Base.Layers]));
            Assert.That(Sha.Of(loaded.Files[loaded.Layers[0]]), Is.EqualTo(BaseCopy.EmptyLayer));
            Assert.That(Unpacked(loaded.Files[loaded.Layers[1]]), Is.EqualTo(Unpacked(Broken.Published.Layers[0].Blob)));
            Assert.That(Unpacked(loaded.Files[loaded.Layers[2]]), Is.EqualTo(Unpacked(Broken.Published.Layers[1].Blob)));
            // Where containerd keeps the images, a blob is kept by its digest.
            Assert.That(loaded.Files[loaded.Layers[1]], Is.Not.EqualTo(Broken.Published.Layers[0].Blob));
            Assert.That(LayerChain.IdsOf(loaded.DiffIds).Intersect(broken.Chains), Is.Empty);
            Assert.That(BaseCopy.IsOf(loaded.Image, "shop"));
            Assert.That(BaseCopy.IsOf(loaded.Image, "other"), Is.False);
            Assert.That(BaseCopy.ReplacedBy(loaded.Image.Labels), Is.EqualTo([broken.Lower, "sha256:more"]));
        });
    }

    [Test]
    public async Task Asks_by_digest_and_never_by_tag()
    {
        await FetchAsync();

        Assert.That(broken.Registry.Asked, Has.All.Contains("sha256:"));
    }

    [TestCase("another")]
    [TestCase("")]
    public void Breaks_off_where_a_blob_is_not_what_it_is_named(string content)
    {
        broken.Registry.Blobs[Broken.Published.Layers[1].Digest] = HandMadeLayer.Bytes(content);

        Assert.That(FetchAsync, Throws.InstanceOf<ExpectedFailure>());
        Assert.That(broken.Engine.Loaded, Is.Empty);
    }

    [Test]
    public void Makes_none_of_a_base_that_is_in_no_registry()
    {
        Assert.ThrowsAsync<ExpectedFailure>(() =>
            broken.Copy.FetchAsync("shop", "1", broken.Resolved with { Digest = null }, [], broken.Journal, default));
        Assert.That(broken.Registry.Asked, Is.Empty);
    }

    [Test]
    public async Task Raises_a_sound_base_by_an_empty_layer_without_sending_what_the_engine_has()
    {
        var streams = new StreamsDouble(broken.Engine);
        var image = streams.Add(StoredImage.Layer(archive => archive.File("a", "x")), StoredImage.Layer(archive => archive.File("b", "y")));
        var copies = new CopyBase(broken.Registry, new PublishedImages(broken.Registry), streams, broken.Engine);

        var name = await copies.RaiseAsync(
            "shop", "raised-1", new(new(ImageReference.Parse("alpine:3"), null, BaseUse.Stage, ""), image.Facts, null), ["sha256:damaged"], default);

        var loaded = broken.Engine.Loaded.Single();
        Assert.That(name, Is.EqualTo("shop/base-copy:raised-1"));
        Assert.That(loaded.DiffIds, Is.EqualTo([.. image.DiffIds, BaseCopy.EmptyLayer]));
        Assert.That(loaded.Files.Keys, Is.EquivalentTo(["empty.tar", "config.json", "manifest.json"]));
        Assert.That(
            JsonDocument.Parse(loaded.Files["config.json"]).RootElement.GetProperty("history").EnumerateArray().Select(one => one.GetProperty("created_by").GetString()),
            Is.EqualTo(["COPY 1", "COPY 2", "an empty layer, so that no layer upon it is one that the engine had"]));
        Assert.That(BaseCopy.ReplacedBy(loaded.Image.Labels), Is.EqualTo(["sha256:damaged"]));
    }

    [TestCase("application/vnd.docker.image.rootfs.diff.tar.gzip")]
    [TestCase("application/vnd.oci.image.layer.v1.tar+gzip")]
    public void Puts_before_a_compressed_blob_what_unpacks_to_nothing(string mediaType)
    {
        var preamble = BlobPreamble.For(mediaType);

        Assert.That(preamble, Is.Not.Empty);
        Assert.That(Unpacked(preamble), Is.Empty);
    }

    [Test]
    public void Puts_before_an_archive_nothing() => Assert.That(BlobPreamble.For("application/vnd.oci.image.layer.v1.tar"), Is.Empty);

    [TestCase("shop/base-copy:1", true)]
    [TestCase("shop/base-copies:1", false)]
    [TestCase("ashop/base-copy:1", false)]
    [TestCase("shop/web:1", false)]
    public void Knows_its_copies_names(string tag, bool isOne) => Assert.That(BaseCopy.IsName(tag, "shop"), Is.EqualTo(isOne));

    [Test]
    public void Takes_what_was_built_upon_a_copy_for_no_copy()
    {
        var built = Facts.Verified(Facts.First, "web");
        built = built with { Labels = new Dictionary<string, string>(built.Labels) { [BaseCopy.Label] = "shop" } };

        Assert.That(BaseCopy.IsOf(built, "shop"), Is.False);
    }
}
