using System.Text.Json.Nodes;
using Olympian.Deployment.Registries;

namespace Olympian.Build.Tests.Registries;

public sealed class PublishedImagesTests
{
    private const string FirstSchema = "application/vnd.docker.distribution.manifest.v1+prettyjws";

    private static readonly HandMadeImage Base = new(HandMadeLayer.Gzip("alpha"));
    private static readonly RegistryPlatform Platform = RegistryPlatform.Of("linux", "amd64", null);

    private static TestCaseData[] Unsupported =>
    [
        Kind("schema 1", new() { ["schemaVersion"] = 1, ["fsLayers"] = new JsonArray() }, FirstSchema,
            "found a manifest of schema 1, which has no digest of any layer."),
        Kind("schema 1 under another name", new() { ["schemaVersion"] = 1, ["fsLayers"] = new JsonArray() }, "application/json",
            "found a manifest of schema 1, which has no digest of any layer."),
        Kind("a chart", Manifest(config: "application/vnd.cncf.helm.config.v1+json"), HandMadeImage.OciManifest,
            "found something with a configuration of type application/vnd.cncf.helm.config.v1+json."),
        Kind("SHA-512", Manifest(digest: $"sha512:{new string('a', 128)}"), HandMadeImage.OciManifest,
            $"found 'sha512:{new string('a', 128)}'."),
        Kind("both kinds at once", With(Manifest(), "manifests", new JsonArray()), HandMadeImage.OciManifest, "found both in one."),
        Kind("an unknown kind", new() { ["schemaVersion"] = 2, ["mediaType"] = "application/vnd.example" }, "",
            "found application/vnd.example."),
    ];

    private static TestCaseData[] Malformed =>
    [
        Kind("no configuration", new() { ["schemaVersion"] = 2, ["layers"] = new JsonArray() }, HandMadeImage.OciManifest,
            "bytes that are none."),
        Kind("a size below zero", Manifest(size: -1), HandMadeImage.OciManifest, "bytes that are none."),
        Kind("a size that is a text", With(Manifest(), "config", new JsonObject { ["digest"] = Sha.Of([]), ["size"] = "1" }),
            HandMadeImage.OciManifest, "bytes that are none."),
        Kind("another type than announced", With(Manifest(), "mediaType", RegistryDouble.OciIndex), HandMadeImage.OciManifest,
            $"got {RegistryDouble.OciIndex}."),
    ];

    [TestCaseSource(nameof(Unsupported))]
    public void Refuses(object manifest, string mediaType, string found)
    {
        var registry = new RegistryDouble();
        var digest = registry.PutManifest((JsonObject)manifest, mediaType);

        Assert.That(() => FindAsync(registry, digest), Throws.TypeOf<RegistryUnsupported>().With.Message.Contains(found));
    }

    [TestCaseSource(nameof(Malformed))]
    public void Calls_damaged_a_manifest_with(object manifest, string mediaType, string got)
    {
        var registry = new RegistryDouble();
        var digest = registry.PutManifest((JsonObject)manifest, mediaType);

        Assert.That(() => FindAsync(registry, digest), Throws.TypeOf<RegistryWrongContent>().With.Message.Contains(got));
    }

    [TestCase("not JSON")]
    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{\"schemaVersion\":2,\"manifests\":3}")]
    public void Calls_damaged_what_is_no_manifest(string text)
    {
        var registry = new RegistryDouble();
        var bytes = HandMadeLayer.Bytes(text);
        registry.Manifests[Sha.Of(bytes)] = (bytes, RegistryDouble.OciIndex);

        Assert.That(() => FindAsync(registry, Sha.Of(bytes)), Throws.TypeOf<RegistryWrongContent>());
    }

    [TestCase("")]
    [TestCase("application/json")]
    [TestCase("text/plain")]
    public async Task Knows_a_manifest_whatever_a_proxy_calls_it(string mediaType)
    {
        var registry = RegistryDouble.With(Base);
        registry.Manifests[Base.Digest] = (Base.Manifest, mediaType);

        Assert.That((await FindAsync(registry, Base.Digest)).Configuration.Digest, Is.EqualTo(Base.Id));
    }

    [Test]
    public void Refuses_an_index_of_indexes()
    {
        var registry = new RegistryDouble();
        var inner = registry.PushIndex((Base, "linux/amd64"));
        var outer = registry.PutManifest(
            new()
            {
                ["schemaVersion"] = 2,
                ["manifests"] = new JsonArray(HandMadeImage.Descriptor(RegistryDouble.OciIndex, registry.Manifests[inner].Bytes)),
            },
            RegistryDouble.OciIndex);

        Assert.That(() => FindAsync(registry, outer), Throws.TypeOf<RegistryUnsupported>().With.Message.Contains("an index of indexes"));
    }

    [Test]
    public void Calls_damaged_an_index_that_is_wrong_about_a_manifests_size()
    {
        var registry = RegistryDouble.With(Base);
        var descriptor = HandMadeImage.Descriptor(HandMadeImage.DockerManifest, Base.Manifest);
        descriptor["size"] = Base.Manifest.Length + 1;
        var index = registry.PutManifest(
            new() { ["schemaVersion"] = 2, ["manifests"] = new JsonArray(descriptor) }, RegistryDouble.OciIndex);

        Assert.That(
            () => FindAsync(registry, index),
            Throws.TypeOf<RegistryWrongContent>()
                .With.Message.Contains($"Expected {Base.Manifest.Length + 1} bytes, got {Base.Manifest.Length} bytes."));
    }

    [Test]
    public void Reads_no_configuration_that_would_fill_the_memory()
    {
        var registry = new RegistryDouble();
        var digest = registry.PutManifest(Manifest(size: 5L * 1024 * 1024 * 1024), HandMadeImage.OciManifest);

        Assert.That(
            async () => await new PublishedImages(registry).ConfigurationAsync(await FindAsync(registry, digest), default),
            Throws.TypeOf<RegistryUnsupported>().With.Message.Contains("found one of 5368709120"));
    }

    [TestCase("2026-03-01T12:00:00.123456789Z", "2026-03-01T12:00:00.1234567+00:00")]
    [TestCase("2026-03-01T12:00:00+02:00", "2026-03-01T12:00:00.0000000+02:00")]
    [TestCase(null, null)]
    public async Task Says_when_the_image_was_made(string? created, string? time)
    {
        var image = new HandMadeImage([], [], created);
        var registry = RegistryDouble.With(image);

        var configuration = await new PublishedImages(registry).ConfigurationAsync(await FindAsync(registry, image.Digest), default);

        Assert.That(configuration.Created?.ToString("o"), Is.EqualTo(time));
    }

    private static TestCaseData Kind(string name, JsonObject manifest, string mediaType, string found) =>
        new TestCaseData(manifest, mediaType, found).SetArgDisplayNames(name);

    private static JsonObject Manifest(
        string config = "application/vnd.oci.image.config.v1+json", string? digest = null, long size = 2) => new()
        {
            ["schemaVersion"] = 2,
            ["config"] = new JsonObject { ["mediaType"] = config, ["digest"] = digest ?? Sha.Of([]), ["size"] = size },
            ["layers"] = new JsonArray(),
        };

    private static JsonObject With(JsonObject manifest, string name, JsonNode value)
    {
        manifest[name] = value;
        return manifest;
    }

    private static Task<PublishedImage> FindAsync(RegistryDouble registry, string digest) =>
        new PublishedImages(registry).FindAsync(RegistryImage.Parse($"registry.example/shop/base@{digest}"), Platform, null, default);
}
