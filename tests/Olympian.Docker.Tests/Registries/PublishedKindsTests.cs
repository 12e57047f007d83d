using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Olympian.Deployment.Registries;
using ZstdSharp;

namespace Olympian.Docker.Tests.Registries;

/// <summary>
/// Images of kinds that the local bases are not, pushed to a real registry and pulled by the real engine: what the engine makes of an
/// index and of layers packed in other ways is what the check makes of them.
/// </summary>
public sealed class PublishedKindsTests
{
    private const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    private const string OciIndex = "application/vnd.oci.image.index.v1+json";
    private const string OciConfiguration = "application/vnd.oci.image.config.v1+json";

    private readonly string repository = $"olympian-test/kinds-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
    private readonly List<(string MediaType, byte[] Archive, byte[] Blob)> layers = [];
    private Rig rig = null!;
    private RegistryProcess registry = null!;
    private HttpClient http = null!;

    [SetUp]
    public async Task Begin()
    {
        rig = new();
        registry = RegistryProcess.Empty();
        await registry.StartAsync(isReadOnly: false);
        http = new(new SocketsHttpHandler { UseProxy = false });
        layers.Clear();
    }

    [TearDown]
    public async Task End()
    {
        http.Dispose();
        rig.Dispose();
        await registry.DisposeAsync();
    }

    [Test]
    public async Task Agrees_with_the_engine_about_an_index_with_layers_of_every_packing()
    {
        AddLayer("a.txt", archive => Gzip(archive), "gzip");
        AddLayer("b.txt", archive => [.. Gzip(archive[..600]), .. Gzip(archive[600..])], "gzip");
        AddLayer("c.txt", Zstd, "zstd");
        AddLayer("d.txt", archive => archive, null);
        var ours = await PushImageAsync();
        var other = await PushManifestAsync(Manifest(await PushConfigurationAsync("s390x"), []), OciManifest);
        var index = await PushManifestAsync(
            new()
            {
                ["schemaVersion"] = 2,
                ["mediaType"] = OciIndex,
                ["manifests"] = new JsonArray(
                    Entry(other, "s390x", "linux"), Entry(ours, Architecture, "linux"), Entry(other, "unknown", "unknown")),
            },
            OciIndex);
        var name = $"{registry.Name}/{repository}@{index.Digest}";
        await rig.Docker.RunAsync(new("pull", "--quiet", name), default);
        var pulled = await rig.PulledAsync(name);

        try
        {
            var result = await rig.Check.RunAsync(pulled, new(), null, default);

            Assert.Multiple(() =>
            {
                Assert.That(result.Findings, Is.Empty);
                Assert.That(
                    (pulled.Origin.Reference, result.ImageIdIs, result.LayersRead),
                    Is.EqualTo((index.Digest, ImageIdKind.Configuration, 4)));
                Assert.That(pulled.DiffIds, Is.EqualTo(layers.Select(layer => Sha.Of(layer.Archive))));
            });
        }
        finally
        {
            await rig.Docker.RunAsync(new("image", "rm", pulled.Id), default);
        }
    }

    private static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        _ => "amd64",
    };

    private void AddLayer(string file, Func<byte[], byte[]> pack, string? packing)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, file)
            {
                // The repository's name makes the layer this test's own.
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes($"{file} of {repository}\n")),
                ModificationTime = DateTimeOffset.UnixEpoch,
            });
        }

        var archive = bytes.ToArray();
        layers.Add(($"application/vnd.oci.image.layer.v1.tar{(packing is null ? "" : $"+{packing}")}", archive, pack(archive)));
    }

    private async Task<(string Digest, int Size)> PushImageAsync()
    {
        foreach (var (_, _, blob) in layers)
        {
            await PushBlobAsync(blob);
        }

        return await PushManifestAsync(
            Manifest(
                await PushConfigurationAsync(Architecture, [.. layers.Select(layer => Sha.Of(layer.Archive))]),
                [.. layers.Select(layer => Descriptor(layer.MediaType, layer.Blob))]),
            OciManifest);
    }

    private async Task<JsonObject> PushConfigurationAsync(string architecture, params string[] diffIds)
    {
        var configuration = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["os"] = "linux",
            ["architecture"] = architecture,
            ["config"] = new JsonObject(),
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. diffIds.Select(id => (JsonNode)id)]) },
        }.ToJsonString());
        await PushBlobAsync(configuration);
        return Descriptor(OciConfiguration, configuration);
    }

    private async Task PushBlobAsync(byte[] blob)
    {
        using var begun = await http.PostAsync(new Uri($"http://{registry.Name}/v2/{repository}/blobs/uploads/"), null);
        var upload = new UriBuilder(new Uri(new Uri($"http://{registry.Name}"), begun.Headers.Location!));
        upload.Query = $"{upload.Query.TrimStart('?')}&digest={Uri.EscapeDataString(Sha.Of(blob))}";
        using var content = new ByteArrayContent(blob);
        content.Headers.ContentType = new("application/octet-stream");
        using var ended = await http.PutAsync(upload.Uri, content);
        Assert.That((int)ended.StatusCode, Is.EqualTo(201), await ended.Content.ReadAsStringAsync());
    }

    private async Task<(string Digest, int Size)> PushManifestAsync(JsonObject manifest, string mediaType)
    {
        var bytes = Encoding.UTF8.GetBytes(manifest.ToJsonString());
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new(mediaType);
        using var answer = await http.PutAsync(new Uri($"http://{registry.Name}/v2/{repository}/manifests/{Sha.Of(bytes)}"), content);
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), await answer.Content.ReadAsStringAsync());
        return (Sha.Of(bytes), bytes.Length);
    }

    private static JsonObject Manifest(JsonObject configuration, JsonArray layers) =>
        new() { ["schemaVersion"] = 2, ["mediaType"] = OciManifest, ["config"] = configuration, ["layers"] = layers };

    private static JsonObject Descriptor(string mediaType, byte[] bytes) =>
        new() { ["mediaType"] = mediaType, ["digest"] = Sha.Of(bytes), ["size"] = bytes.Length };

    private static JsonObject Entry((string Digest, int Size) manifest, string architecture, string os) => new()
    {
        ["mediaType"] = OciManifest,
        ["digest"] = manifest.Digest,
        ["size"] = manifest.Size,
        ["platform"] = new JsonObject { ["os"] = os, ["architecture"] = architecture },
    };

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] Zstd(byte[] bytes)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(bytes).ToArray();
    }
}
