using System.Diagnostics;
using System.Security.Cryptography;
using Olympian.Deployment.Registries;

namespace Olympian.Docker.Tests.Registries;

/// <summary>The engine's base images against a real registry: sound, and with real files damaged.</summary>
public sealed class RegistryCheckTests
{
    private const string Repository = "olympian-base/nginx";
    private const string Tag = "trixie";

    private Rig rig = null!;

    [SetUp]
    public void Begin() => rig = new();

    [TearDown]
    public void End() => rig.Dispose();

    [TestCase(BaseImage.Node)]
    [TestCase(BaseImage.Nginx)]
    public async Task Finds_nothing_wrong_with_the_local_bases(string name)
    {
        var pulled = await BaseImage.PulledAsync(rig, name);
        var began = Stopwatch.GetTimestamp();

        var result = await rig.Check.RunAsync(pulled, new(), null, default);

        TestContext.Out.WriteLine($"{result.BytesRead} bytes in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.00} s");
        Assert.Multiple(() =>
        {
            Assert.That(result.Findings, Is.Empty);
            Assert.That((result.ImageIdIs, result.LayersRead), Is.EqualTo((ImageIdKind.Configuration, pulled.DiffIds.Count)));
        });
    }

    [Test]
    public async Task Finds_a_flipped_byte_in_a_layer()
    {
        await using var registry = await RegistryProcess.OfBasesAsync();
        var (pulled, published) = await PublishedAsync(registry);
        var layer = published.Layers[0];
        registry.Damage(layer.Digest, Flipped);
        await registry.StartAsync();

        await FindsAsync(pulled, new RegistryFinding(
            RegistryFault.Damaged, "layer 1 of 1", layer.Digest, pulled.DiffIds[0], layer.Digest, Sha.Of(registry.Read(layer.Digest))));
    }

    [Test]
    public async Task Finds_a_layer_cut_off()
    {
        await using var registry = await RegistryProcess.OfBasesAsync();
        var (pulled, published) = await PublishedAsync(registry);
        var layer = published.Layers[0];
        registry.Damage(layer.Digest, bytes => bytes[..^1000]);
        await registry.StartAsync();

        await FindsAsync(pulled, new RegistryFinding(
            RegistryFault.Damaged, "layer 1 of 1", layer.Digest, pulled.DiffIds[0], $"{layer.Size} bytes", $"{layer.Size - 1000} bytes"));
    }

    [Test]
    public async Task Finds_a_layer_deleted()
    {
        await using var registry = await RegistryProcess.OfBasesAsync();
        var (pulled, published) = await PublishedAsync(registry);
        var layer = published.Layers[0];
        registry.Remove(layer.Digest);
        await registry.StartAsync();

        await FindsAsync(pulled, new RegistryFinding(
            RegistryFault.Missing, "layer 1 of 1", layer.Digest, pulled.DiffIds[0], layer.Digest, "404 (BLOB_UNKNOWN)"));
    }

    [Test]
    public async Task Finds_a_flipped_byte_in_the_configuration()
    {
        await using var registry = await RegistryProcess.OfBasesAsync();
        var (pulled, published) = await PublishedAsync(registry);
        registry.Damage(published.Configuration.Digest, Flipped);
        await registry.StartAsync();

        await FindsAsync(pulled, new RegistryFinding(
            RegistryFault.Damaged, $"configuration {pulled.Id}", null, null, pulled.Id, Sha.Of(registry.Read(pulled.Id))));
    }

    [Test]
    public async Task Finds_the_configuration_deleted()
    {
        await using var registry = await RegistryProcess.OfBasesAsync();
        var (pulled, published) = await PublishedAsync(registry);
        registry.Remove(published.Configuration.Digest);
        await registry.StartAsync();

        await FindsAsync(pulled, new RegistryFinding(
            RegistryFault.Missing, $"blob {pulled.Id}", null, null, "it", "404 (BLOB_UNKNOWN)"));
    }

    [Test]
    public async Task Finds_another_images_manifest_in_the_manifests_place()
    {
        await using var registry = await RegistryProcess.OfBasesAsync();
        var (pulled, published) = await PublishedAsync(registry);
        var other = (await BaseImage.PulledAsync(rig, BaseImage.Node)).Origin.Reference;
        registry.Damage(published.ManifestDigest, _ => registry.Read(other));
        await registry.StartAsync();

        await FindsAsync(pulled, new RegistryFinding(
            RegistryFault.Damaged, $"manifest {published.ManifestDigest}", null, null, published.ManifestDigest, other));
    }

    [Test]
    public async Task Finds_a_flipped_byte_in_the_manifest()
    {
        await using var registry = await RegistryProcess.OfBasesAsync();
        var (pulled, published) = await PublishedAsync(registry);
        registry.Damage(published.ManifestDigest, Flipped);
        await registry.StartAsync();

        var digest = published.ManifestDigest;
        await FindsAsync(pulled, new RegistryFinding(
            RegistryFault.Damaged, $"manifest {digest}", null, null, digest, Sha.Of(registry.Read(digest))));
    }

    [Test]
    public async Task Names_a_manifest_that_the_registry_itself_cannot_read_any_more()
    {
        await using var registry = await RegistryProcess.OfBasesAsync();
        var (pulled, published) = await PublishedAsync(registry);
        registry.Damage(published.ManifestDigest, bytes => bytes[..^100]);
        await registry.StartAsync();

        Assert.That(
            () => rig.Check.RunAsync(pulled, new(), null, default),
            Throws.TypeOf<RegistryUnavailable>().With.Message.Contains(
                $"{registry.Name} answers 500 (UNKNOWN) when asked for manifest {published.ManifestDigest}. "
                + "Registries answer so, too, when the manifest is damaged in their storage."));
    }

    [Test]
    public async Task Finds_the_manifest_deleted()
    {
        await using var registry = await RegistryProcess.OfBasesAsync();
        var (pulled, published) = await PublishedAsync(registry);
        registry.Remove(published.ManifestDigest);
        await registry.StartAsync();

        await FindsAsync(pulled, new RegistryFinding(
            RegistryFault.Missing, $"manifest {published.ManifestDigest}", null, null, "it", "404 (MANIFEST_UNKNOWN)"));
    }

    [Test]
    public async Task Finds_damage_once_more_after_the_same_layer_was_found_sound_elsewhere()
    {
        await using var registry = await RegistryProcess.OfBasesAsync();
        var (pulled, published) = await PublishedAsync(registry);
        registry.Damage(published.Layers[0].Digest, Flipped);
        await registry.StartAsync();
        var known = new CheckedLayers();
        await rig.Check.RunAsync(await BaseImage.PulledAsync(rig, BaseImage.Nginx), known, null, default);

        Assert.That((await rig.Check.RunAsync(pulled, known, null, default)).Findings, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Reports_no_image_whose_registry_stops_in_the_middle()
    {
        using var hurried = new Rig(idleSeconds: 1);
        await using var registry = await RegistryProcess.OfBasesAsync();
        var (pulled, _) = await PublishedAsync(registry);
        await registry.StartAsync();
        var isStopped = false;

        Assert.That(
            () => hurried.Check.RunAsync(pulled, new(), _ => Stop(), default),
            Throws.TypeOf<RegistryUnavailable>().With.Message.Contains("nothing more of blob ")
                .And.Property(nameof(RegistryFailure.IsTransient)).True);

        void Stop()
        {
            if (!isStopped)
            {
                isStopped = true;
                registry.Signal("STOP");
            }
        }
    }

    [Test]
    public async Task Hands_over_a_layer_as_the_engine_has_it()
    {
        var pulled = await BaseImage.PulledAsync(rig, BaseImage.Nginx);
        var published = await new PublishedImages(rig.Registry).FindAsync(pulled.Origin, pulled.Platform, pulled.Id, default);
        using var sha = SHA256.Create();
        await using var archive = new CryptoStream(Stream.Null, sha, CryptoStreamMode.Write);

        await rig.Reader.FetchAsync(pulled.Origin, published.Layers[0], pulled.DiffIds[0], archive, null, default);

        await archive.FlushFinalBlockAsync();
        Assert.That($"sha256:{Convert.ToHexStringLower(sha.Hash!)}", Is.EqualTo(pulled.DiffIds[0]));
    }

    [Test]
    public async Task Hands_over_no_damaged_layer()
    {
        await using var registry = await RegistryProcess.OfBasesAsync();
        var (pulled, published) = await PublishedAsync(registry);
        registry.Damage(published.Layers[0].Digest, Flipped);
        await registry.StartAsync();

        Assert.That(
            () => rig.Reader.FetchAsync(pulled.Origin, published.Layers[0], pulled.DiffIds[0], Stream.Null, null, default),
            Throws.TypeOf<RegistryWrongContent>());
    }

    [Test]
    public async Task Knows_that_a_tag_was_moved()
    {
        await using var registry = await RegistryProcess.OfBasesAsync();
        var (pulled, published) = await PublishedAsync(registry);
        var other = await BaseImage.PulledAsync(rig, BaseImage.Node);
        registry.Move(Repository, "moved", published.ManifestDigest);
        await registry.StartAsync();
        var freshness = new RegistryFreshness(rig.Registry);

        var same = await freshness.AskAsync(RegistryImage.Parse($"{registry.Name}/{Repository}:{Tag}"), pulled, default);
        var moved = await freshness.AskAsync(RegistryImage.Parse($"{registry.Name}/{Repository}:moved"), other, default);

        Assert.Multiple(() =>
        {
            Assert.That(same, Is.EqualTo(new TagState(published.ManifestDigest, IsSame: true, Created: null)));
            Assert.That((moved.Digest, moved.IsSame), Is.EqualTo((published.ManifestDigest, false)));
            Assert.That(moved.Created, Is.Not.Null);
        });
    }

    private async Task FindsAsync(PulledImage pulled, params RegistryFinding[] findings) =>
        Assert.That((await rig.Check.RunAsync(pulled, new(), null, default)).Findings, Is.EqualTo(findings));

    // The engine's nginx base, as if it had been pulled from this copy, and what the sound registry publishes of it.
    private async Task<(PulledImage Pulled, PublishedImage Published)> PublishedAsync(RegistryProcess registry)
    {
        var pulled = await BaseImage.PulledAsync(rig, BaseImage.Nginx);
        var published = await new PublishedImages(rig.Registry).FindAsync(pulled.Origin, pulled.Platform, pulled.Id, default);
        return (pulled with { Origin = RegistryImage.Parse($"{registry.Name}/{Repository}@{pulled.Origin.Reference}") }, published);
    }

    private static byte[] Flipped(byte[] bytes)
    {
        bytes[bytes.Length / 2] ^= 1;
        return bytes;
    }
}
