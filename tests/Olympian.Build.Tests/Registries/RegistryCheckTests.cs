using System.Text.Json.Nodes;
using Olympian.Build.Adapters.Registries;
using Olympian.Deployment.Registries;

namespace Olympian.Build.Tests.Registries;

public sealed class RegistryCheckTests
{
    private static readonly HandMadeLayer Alpha = HandMadeLayer.Gzip("alpha");
    private static readonly HandMadeLayer Beta = HandMadeLayer.Zstd("beta");
    private static readonly HandMadeLayer Gamma = HandMadeLayer.GzipOfMembers("gam", "ma");
    private static readonly HandMadeImage Base = new(Alpha, Beta);
    private static readonly HandMadeImage Other = new(Gamma);

    private static readonly string AlphaFlipped = Sha.Of(Flipped(Alpha.Blob));

    private static TestCaseData[] Damages =>
    [
        Damage("a flipped byte in a layer", r => r.Blobs[Alpha.Digest] = Flipped(Alpha.Blob),
            $"layer 1 of 2: damaged in the registry: expected {Alpha.Digest}, found {AlphaFlipped}"),
        Damage("a layer cut off", r => r.Blobs[Alpha.Digest] = Alpha.Blob[..^3],
            $"layer 1 of 2: damaged in the registry: expected {Alpha.Blob.Length} bytes, found {Alpha.Blob.Length - 3} bytes"),
        Damage("an empty layer", r => r.Blobs[Alpha.Digest] = [],
            $"layer 1 of 2: damaged in the registry: expected {Alpha.Blob.Length} bytes, found 0 bytes"),
        Damage("bytes after a layer", r => r.Blobs[Alpha.Digest] = [.. Alpha.Blob, 0],
            $"layer 1 of 2: damaged in the registry: expected {Alpha.Blob.Length} bytes, found more"),
        Damage("another layer in a layer's place", r => r.Blobs[Beta.Digest] = Gamma.Blob,
            $"layer 2 of 2: damaged in the registry: expected {Beta.Blob.Length} bytes, found more"),
        Damage("a layer missing", r => r.Blobs.Remove(Beta.Digest),
            $"layer 2 of 2: missing in the registry: expected {Beta.Digest}, found 404 (BLOB_UNKNOWN)"),
        Damage("a flipped byte in the configuration", r => r.Blobs[Base.Id] = Flipped(Base.Configuration),
            $"configuration {Base.Id}: damaged in the registry: expected {Base.Id}, found {Sha.Of(Flipped(Base.Configuration))}"),
        Damage("the configuration cut off", r => r.Blobs[Base.Id] = Base.Configuration[..10],
            $"configuration {Base.Id}: damaged in the registry: expected {Base.Configuration.Length} bytes, found 10 bytes"),
        Damage("the configuration missing", r => r.Blobs.Remove(Base.Id),
            $"blob {Base.Id}: missing in the registry: expected it, found 404 (BLOB_UNKNOWN)"),
        Damage("another image's manifest", r => r.Manifests[Base.Digest] = r.Manifests[Other.Digest],
            $"manifest {Base.Digest}: damaged in the registry: expected {Base.Digest}, found {Other.Digest}"),
        Damage("the manifest missing", r => r.Manifests.Remove(Base.Digest),
            $"manifest {Base.Digest}: missing in the registry: expected it, found 404 (MANIFEST_UNKNOWN)"),
    ];

    private static TestCaseData[] Lies =>
    [
        Lie("another diff id", new([Alpha], [Gamma.DiffId]),
            $"layer 1 of 1, unpacked: damaged in the registry: expected {Gamma.DiffId}, found {Alpha.DiffId}"),
        Lie("a layer that does not unpack", new([Broken], [Alpha.DiffId]),
            $"layer 1 of 1, unpacked: damaged in the registry: expected {Alpha.DiffId}, "
                + "found what does not unpack (the gzip stream is damaged)"),
        Lie("fewer layers than diff ids", new([Alpha], [Alpha.DiffId, Beta.DiffId]),
            "number of layers: damaged in the registry: expected 2 as the configuration says, found 1 in the manifest"),
        Lie("more layers than diff ids", new([Alpha, Beta], [Alpha.DiffId]),
            "number of layers: damaged in the registry: expected 1 as the configuration says, found 2 in the manifest"),
    ];

    private static HandMadeLayer Broken => Alpha with { Blob = Flipped(Alpha.Blob) };

    [Test]
    public async Task Finds_nothing_wrong_with_a_sound_image()
    {
        var result = await RunAsync(RegistryDouble.With(Base), Base.Pulled());

        Assert.Multiple(() =>
        {
            Assert.That(result.Findings, Is.Empty);
            Assert.That(result.Holds);
            Assert.That(
                (result.LayersRead, result.LayersKnown, result.BytesRead),
                Is.EqualTo((2, 0, Alpha.Blob.Length + Beta.Blob.Length)));
        });
    }

    [TestCaseSource(nameof(Damages))]
    public async Task Finds(Delegate damage, string finding)
    {
        var registry = RegistryDouble.With(Base, Other);
        ((Action<RegistryDouble>)damage)(registry);

        var result = await RunAsync(registry, Base.Pulled());

        Assert.That(result.Findings.Select(found => found.ToString()), Is.EqualTo(new[] { finding }));
    }

    [TestCaseSource(nameof(Lies))]
    public async Task Finds_an_image_that_was_published_with(object image, string finding)
    {
        var published = (HandMadeImage)image;
        var configured = JsonNode.Parse(published.Configuration)!["rootfs"]!["diff_ids"]!.AsArray().Select(id => (string)id!);

        var result = await RunAsync(RegistryDouble.With(published), published.Pulled() with { DiffIds = [.. configured] });

        Assert.That(result.Findings.Select(found => found.ToString()), Is.EqualTo(new[] { finding }));
    }

    [Test]
    public async Task Names_the_layer_of_a_finding()
    {
        var registry = RegistryDouble.With(Base);
        registry.Blobs[Beta.Digest] = Flipped(Beta.Blob);

        var result = await RunAsync(registry, Base.Pulled());

        Assert.That(
            result.Findings,
            Is.EqualTo(new[]
            {
                new RegistryFinding(
                    RegistryFault.Damaged, "layer 2 of 2", Beta.Digest, Beta.DiffId, Beta.Digest, Sha.Of(Flipped(Beta.Blob))),
            }));
    }

    [Test]
    public async Task Finds_everything_that_is_wrong_not_only_the_first()
    {
        var registry = RegistryDouble.With(Base);
        registry.Blobs[Alpha.Digest] = Flipped(Alpha.Blob);
        registry.Blobs.Remove(Beta.Digest);
        registry.Blobs.Remove(Base.Id);

        var result = await RunAsync(registry, Base.Pulled());

        Assert.That(
            result.Findings.Select(finding => (finding.Fault, finding.LayerDigest)),
            Is.EqualTo(new[]
            {
                (RegistryFault.Missing, null), (RegistryFault.Damaged, Alpha.Digest), (RegistryFault.Missing, Beta.Digest),
            }));
    }

    [Test]
    public async Task Finds_another_image_in_the_engine()
    {
        var result = await RunAsync(RegistryDouble.With(Base), Base.Pulled() with { Id = Other.Id });

        Assert.That(
            result.Findings.Select(finding => finding.ToString()),
            Is.EqualTo(new[] { $"image id: not the registry's: expected {Base.Id}, found {Other.Id}" }));
    }

    [Test]
    public async Task Finds_another_layer_in_the_engine()
    {
        var result = await RunAsync(RegistryDouble.With(Base), Base.Pulled() with { DiffIds = [Alpha.DiffId, Gamma.DiffId] });

        Assert.That(
            result.Findings,
            Is.EqualTo(new[]
            {
                new RegistryFinding(RegistryFault.Different, "layer 2 of 2", Beta.Digest, Gamma.DiffId, Beta.DiffId, Gamma.DiffId),
            }));
    }

    [Test]
    public async Task Finds_a_layer_less_in_the_engine()
    {
        var result = await RunAsync(RegistryDouble.With(Base), Base.Pulled() with { DiffIds = [Alpha.DiffId] });

        Assert.That(
            result.Findings.Select(finding => finding.ToString()),
            Is.EqualTo(new[] { "number of layers: not the registry's: expected 2, found 1 in the engine" }));
    }

    [Test]
    public async Task Holds_the_layers_against_the_engine_where_the_configuration_is_lost()
    {
        var registry = RegistryDouble.With(Base);
        registry.Blobs.Remove(Base.Id);

        var result = await RunAsync(registry, Base.Pulled() with { DiffIds = [Alpha.DiffId, Gamma.DiffId] });

        Assert.That(
            result.Findings.Select(finding => finding.ToString()),
            Has.Some.EqualTo($"layer 2 of 2, unpacked: not the registry's: expected {Gamma.DiffId}, found {Beta.DiffId}"));
    }

    [Test]
    public async Task Knows_an_image_of_the_containerd_store_by_its_manifest()
    {
        var result = await RunAsync(RegistryDouble.With(Base), Base.Pulled() with { Id = Base.Digest });

        Assert.That((result.Holds, result.ImageIdIs), Is.EqualTo((true, ImageIdKind.Manifest)));
    }

    [Test]
    public async Task Knows_an_image_of_the_containerd_store_by_its_index()
    {
        var registry = new RegistryDouble();
        var index = registry.PushIndex((Other, "linux/arm64/v8"), (Base, "linux/amd64"));

        var result = await RunAsync(registry, Pulled(index) with { Id = index });

        Assert.That((result.Holds, result.ImageIdIs), Is.EqualTo((true, ImageIdKind.Index)));
    }

    [Test]
    public async Task Takes_the_image_of_the_platform_from_an_index()
    {
        var registry = new RegistryDouble();
        var index = registry.PushIndex((Other, "linux/arm64/v8"), (Base, "linux/amd64"), (new(Gamma, Alpha), "unknown/unknown"));

        var result = await RunAsync(registry, Pulled(index));

        Assert.Multiple(() =>
        {
            Assert.That((result.Holds, result.ImageIdIs), Is.EqualTo((true, ImageIdKind.Configuration)));
            Assert.That(registry.Asked.Where(asked => asked.StartsWith("manifest", StringComparison.Ordinal)),
                Is.EqualTo(new[] { $"manifest {index}", $"manifest {Base.Digest}" }));
        });
    }

    [Test]
    public async Task Looks_for_the_engines_image_among_those_of_one_kind_of_processor()
    {
        // An engine says 'arm' of images whose configuration says no more.
        var registry = new RegistryDouble();
        var index = registry.PushIndex((Other, "linux/arm/v7"), (Base, "linux/arm/v6"));

        var result = await RunAsync(registry, Pulled(index) with { Platform = RegistryPlatform.Of("linux", "arm", null) });

        Assert.That((result.Holds, result.ImageIdIs), Is.EqualTo((true, ImageIdKind.Configuration)));
    }

    [Test]
    public async Task Takes_an_image_without_a_platform_where_no_other_is()
    {
        var registry = new RegistryDouble();
        var index = registry.PushIndex((Base, null));

        Assert.That((await RunAsync(registry, Pulled(index))).Holds);
    }

    [Test]
    public async Task Blames_no_other_platforms_image()
    {
        var registry = new RegistryDouble();
        var index = registry.PushIndex((Base, "linux/amd64"), (Other, "linux/amd64/v3"));
        registry.Manifests.Remove(Other.Digest);

        var result = await RunAsync(registry, Pulled(index) with { Id = Gamma.Digest });

        Assert.That(
            result.Findings.Select(finding => finding.ToString()),
            Is.EqualTo(new[] { $"image id: not the registry's: expected {Base.Id}, found {Gamma.Digest}" }));
    }

    [Test]
    public async Task Finds_that_an_index_has_nothing_for_the_platform()
    {
        var registry = new RegistryDouble();
        var index = registry.PushIndex((Base, "linux/arm64"), (Other, "linux/s390x"));

        var result = await RunAsync(registry, Pulled(index));

        Assert.That(
            result.Findings.Select(finding => finding.ToString()),
            Is.EqualTo(new[]
            {
                "an image for linux/amd64: missing in the registry: expected it, found an index of images for linux/arm64, linux/s390x",
            }));
    }

    [Test]
    public async Task Finds_damage_behind_an_index()
    {
        var registry = new RegistryDouble();
        var index = registry.PushIndex((Base, "linux/amd64"));
        registry.Manifests[Base.Digest] = (Flipped(Base.Manifest), HandMadeImage.DockerManifest);

        var result = await RunAsync(registry, Pulled(index));

        Assert.That(
            result.Findings.Select(finding => finding.ToString()),
            Is.EqualTo(new[]
            {
                $"manifest {Base.Digest}: damaged in the registry: expected {Base.Digest}, found {Sha.Of(Flipped(Base.Manifest))}",
            }));
    }

    [Test]
    public async Task Reads_a_layer_of_two_images_once()
    {
        var derived = new HandMadeImage(Alpha, Beta, Gamma);
        var registry = RegistryDouble.With(Base, derived);
        var known = new CheckedLayers();

        await RunAsync(registry, Base.Pulled(), known);
        var result = await RunAsync(registry, derived.Pulled("registry.example/shop/derived"), known);

        Assert.Multiple(() =>
        {
            Assert.That(
                (result.Holds, result.LayersRead, result.LayersKnown, result.BytesRead),
                Is.EqualTo((true, 1, 2, Gamma.Blob.Length)));
            Assert.That(registry.Asked.Count(asked => asked == $"blob {Alpha.Digest}"), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Trusts_no_other_registry_with_a_layer()
    {
        var registry = RegistryDouble.With(Base);
        var known = new CheckedLayers();

        await RunAsync(registry, Base.Pulled(), known);
        var result = await RunAsync(registry, Base.Pulled("mirror.example/shop/base"), known);

        Assert.That((result.LayersRead, result.LayersKnown), Is.EqualTo((2, 0)));
    }

    [Test]
    public async Task Reads_a_damaged_layer_again_when_asked_again()
    {
        var registry = RegistryDouble.With(Base);
        var known = new CheckedLayers();
        registry.Blobs[Alpha.Digest] = Flipped(Alpha.Blob);
        await RunAsync(registry, Base.Pulled(), known);

        registry.Push(Base);
        var result = await RunAsync(registry, Base.Pulled(), known);

        Assert.That((result.Holds, result.LayersRead, result.LayersKnown), Is.EqualTo((true, 1, 1)));
    }

    [Test]
    public async Task Finds_a_wrong_diff_id_of_a_layer_it_knows()
    {
        var liar = new HandMadeImage([Alpha], [Gamma.DiffId]);
        var registry = RegistryDouble.With(Base, liar);
        var known = new CheckedLayers();
        await RunAsync(registry, Base.Pulled(), known);

        var result = await RunAsync(registry, liar.Pulled() with { DiffIds = [Gamma.DiffId] }, known);

        Assert.That((result.Findings.Count, result.LayersRead), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task Tells_its_progress_in_bytes()
    {
        var told = new List<long>();

        await RunAsync(RegistryDouble.With(Base), Base.Pulled(), progress: told.Add);

        Assert.Multiple(() =>
        {
            Assert.That(told, Is.Ordered.Ascending);
            Assert.That(told[^1], Is.EqualTo(Alpha.Blob.Length + Beta.Blob.Length));
        });
    }

    [Test]
    public void Says_nothing_of_an_image_when_the_registry_does_not_answer()
    {
        var registry = RegistryDouble.With(Base);
        registry.Refusals[Beta.Digest] = image => new RegistryRateLimited(image, TimeSpan.FromSeconds(7));

        Assert.That(
            () => RunAsync(registry, Base.Pulled()),
            Throws.TypeOf<RegistryRateLimited>()
                .With.Property(nameof(RegistryFailure.RetryAfter)).EqualTo(TimeSpan.FromSeconds(7))
                .And.Property(nameof(RegistryFailure.IsTransient)).True);
    }

    [Test]
    public void Stops_when_interrupted()
    {
        using var interruption = new CancellationTokenSource();

        Assert.That(
            () => RunAsync(RegistryDouble.With(Base), Base.Pulled(), null, _ => interruption.Cancel(), interruption.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private static TestCaseData Damage(string name, Action<RegistryDouble> damage, string finding) =>
        new TestCaseData(damage, finding).SetArgDisplayNames(name);

    private static TestCaseData Lie(string name, HandMadeImage image, string finding) =>
        new TestCaseData(image, finding).SetArgDisplayNames(name);

    private static byte[] Flipped(byte[] bytes)
    {
        byte[] copy = [.. bytes];
        copy[copy.Length / 2] ^= 0x10;
        return copy;
    }

    private static PulledImage Pulled(string index) =>
        Base.Pulled() with { Origin = RegistryImage.Parse($"registry.example/shop/base@{index}") };

    private static Task<RegistryCheckResult> RunAsync(
        RegistryDouble registry,
        PulledImage pulled,
        CheckedLayers? known = null,
        Action<long>? progress = null,
        CancellationToken interruption = default) =>
        new RegistryCheck(registry, new LayerReader(registry, new LayerDecompressor()))
            .RunAsync(pulled, known ?? new(), progress, interruption);
}
