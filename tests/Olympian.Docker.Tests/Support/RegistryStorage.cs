using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Olympian.Docker.Tests.Support;

/// <summary>
/// The files in which a registry keeps its images. Writing them directly publishes an image in milliseconds, of any shape, and
/// needs no engine to push it.
/// </summary>
/// <remarks>
/// The layout is that of distribution's file system driver: every blob under its digest, and for each repository links to the
/// blobs it may serve.
/// </remarks>
/// <param name="root">The driver's root directory.</param>
internal sealed class RegistryStorage(string root)
{
    private const string Created = "2026-01-02T03:04:05Z";
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    private string Version2 => Path.Combine(root, "docker", "registry", "v2");

    /// <summary>Publishes an image.</summary>
    /// <param name="name">Its repository.</param>
    /// <param name="tag">Its tag.</param>
    /// <param name="layers">Its layers' archives, the lowest first.</param>
    /// <param name="config">What a container of it runs with: <c>Cmd</c>, <c>Env</c> and so on.</param>
    /// <param name="compression">How the layers are compressed: <c>gzip</c>, or <c>zstd</c>, for which there must be the program.</param>
    public PublishedImage Publish(
        string name, string tag, IReadOnlyList<byte[]> layers, JsonObject? config = null, string compression = "gzip")
    {
        var published = layers.Select(layer => PutLayer(name, layer, compression)).ToArray();
        var configuration = Json(new JsonObject
        {
            ["architecture"] = Architecture,
            ["os"] = "linux",
            ["created"] = Created,
            ["config"] = config ?? [],
            ["rootfs"] = new JsonObject
            {
                ["type"] = "layers",
                ["diff_ids"] = new JsonArray([.. published.Select(layer => (JsonNode)layer.DiffId)]),
            },
            ["history"] = new JsonArray([.. published.Select(_ => new JsonObject { ["created"] = Created, ["created_by"] = "a test" })]),
        });
        var configDigest = PutBlob(name, configuration);

        var manifest = Json(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = ManifestType,
            ["config"] = Descriptor("application/vnd.docker.container.image.v1+json", configDigest, configuration.Length),
            ["layers"] = new JsonArray(
            [
                .. published.Select(layer => Descriptor(
                    $"application/vnd.docker.image.rootfs.diff.tar.{compression}", layer.BlobDigest, layer.BlobBytes)),
            ]),
        });
        return new(name, tag, PutManifest(name, tag, manifest), configDigest, published);
    }

    /// <summary>Where a blob's bytes are: a layer, a configuration or a manifest.</summary>
    public string BlobFile(string digest) => Path.Combine(Version2, "blobs", "sha256", Hex(digest)[..2], Hex(digest), "data");

    /// <summary>The digest that a tag leads to.</summary>
    public string ManifestDigest(string name, string tag) => File.ReadAllText(Path.Combine(TagDirectory(name, tag), "current", "link"));

    /// <summary>The digests of the layers of a tag's image, the lowest first.</summary>
    public IReadOnlyList<string> LayerBlobs(string name, string tag) =>
        [.. Manifest(name, tag)["layers"]!.AsArray().Select(layer => (string)layer!["digest"]!)];

    /// <summary>The manifest that a tag leads to.</summary>
    public JsonNode Manifest(string name, string tag) => JsonNode.Parse(File.ReadAllBytes(BlobFile(ManifestDigest(name, tag))))!;

    /// <summary>Stores a manifest and points the tag at it.</summary>
    /// <returns>Its digest.</returns>
    public string PutManifest(string name, string tag, byte[] manifest)
    {
        var digest = PutBlobAlone(manifest);
        Link(Path.Combine(Repository(name), "_manifests", "revisions", "sha256", Hex(digest)), digest);
        Link(Path.Combine(TagDirectory(name, tag), "index", "sha256", Hex(digest)), digest);
        Link(Path.Combine(TagDirectory(name, tag), "current"), digest);
        return digest;
    }

    private static string Architecture => System.Runtime.InteropServices.RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };

    private PublishedLayer PutLayer(string name, byte[] archive, string compression)
    {
        var compressed = compression == "zstd" ? Zstandard(archive) : Gzip(archive);
        return new(DigestOf(archive), PutBlob(name, compressed), compressed.Length);
    }

    private static byte[] Gzip(byte[] archive)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(archive);
        }

        return compressed.ToArray();
    }

    // The framework has no Zstandard.
    private static byte[] Zstandard(byte[] archive)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, archive);
            using var zstd = HostProcess.Start("zstd", ["--quiet", "--rm", file], new Dictionary<string, string?>(), "/");
            var ended = zstd.EndAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult();
            Assert.That(ended.ExitCode, Is.Zero, ended.Output);
            return File.ReadAllBytes($"{file}.zst");
        }
        finally
        {
            File.Delete(file);
            File.Delete($"{file}.zst");
        }
    }

    // A blob that a repository may serve.
    private string PutBlob(string name, byte[] content)
    {
        var digest = PutBlobAlone(content);
        Link(Path.Combine(Repository(name), "_layers", "sha256", Hex(digest)), digest);
        return digest;
    }

    private string PutBlobAlone(byte[] content)
    {
        var digest = DigestOf(content);
        var file = BlobFile(digest);
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }

        return digest;
    }

    private static void Link(string directory, string digest)
    {
        Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, "link");

        // Storage that was copied shares its files with the original: a new file, never new content in the old one.
        File.Delete(file);
        File.WriteAllText(file, digest);
    }

    private static JsonObject Descriptor(string type, string digest, long size) =>
        new() { ["mediaType"] = type, ["size"] = size, ["digest"] = digest };

    private static byte[] Json(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static string DigestOf(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    private static string Hex(string digest) => digest["sha256:".Length..];

    private string Repository(string name) => Path.Combine(Version2, "repositories", name);

    private string TagDirectory(string name, string tag) => Path.Combine(Repository(name), "_manifests", "tags", tag);
}
