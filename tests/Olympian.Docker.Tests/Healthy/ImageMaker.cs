using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Olympian.Build.Adapters.Docker;
using Olympian.Deployment.Images;
using Olympian.Docker.Tests.Faults;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Healthy;

/// <summary>Makes images on an engine in every way in which images come to be.</summary>
internal sealed class ImageMaker(TestEngine engine, TestRegistry registry)
{
    private const string Created = "2026-01-02T03:04:05Z";

    // Squashing belongs to the old builder, and there to what must be asked for.
    private static readonly Dictionary<string, string?> OldBuilder = new() { ["DOCKER_BUILDKIT"] = "0" };

    private Task<string>? pulledBase;
    private int count;

    public DockerCli Docker => engine.Docker;

    public TestRegistry Registry => registry;

    /// <summary>An image with a shell and busybox, pulled from the registry.</summary>
    public Task<string> BaseAsync() => pulledBase ??= PullAsync(registry.Reference(FaultBase.Publish(registry, "healthy-base")));

    /// <summary>An image that was pulled.</summary>
    public async Task<string> PullAsync(string reference)
    {
        await engine.AskAsync("image", "pull", "--quiet", reference);
        return reference;
    }

    /// <summary>Loads an image of these layers, the lowest first, from an archive.</summary>
    /// <param name="layers">Each is asked for once and then let go of.</param>
    /// <param name="layout">How the archive has them.</param>
    /// <param name="config">What a container of it runs with: <c>Cmd</c>, <c>WorkingDir</c> and so on.</param>
    /// <param name="emptySteps">How many steps without a layer its history tells, after those with one.</param>
    public async Task<string> LoadAsync(
        IEnumerable<RawTar> layers, LoadLayout layout = LoadLayout.Oci, JsonObject? config = null, int emptySteps = 0)
    {
        var name = NewName();
        using var directory = new TemporaryDirectory();
        var archive = directory.PathOf("image.tar");
        await using (var file = File.Create(archive))
        {
            await using var outer = new TarWriter(file, TarEntryFormat.Pax);
            var (diffIds, paths) = (new JsonArray(), new JsonArray());
            foreach (var layer in layers)
            {
                var content = directory.PathOf("layer.tar");
                await using (var written = File.Create(content))
                {
                    layer.WriteTo(written);
                }

                var diffId = await DigestOfAsync(content);
                diffIds.Add($"sha256:{diffId}");
                if (layout == LoadLayout.OciGzip)
                {
                    content = await GzipAsync(content, directory.PathOf("layer.tar.gz"));
                }

                var path = layout == LoadLayout.Legacy ? $"{diffIds.Count:d64}/layer.tar" : $"blobs/sha256/{await DigestOfAsync(content)}";
                paths.Add(path);
                await outer.WriteEntryAsync(content, path);
            }

            var configuration = Configuration(diffIds, config, emptySteps);
            var configPath = layout == LoadLayout.Legacy ? $"{Hex(configuration)}.json" : $"blobs/sha256/{Hex(configuration)}";
            Put(outer, configPath, configuration);
            if (layout != LoadLayout.Legacy)
            {
                Put(outer, "oci-layout", """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray());
            }

            Put(outer, "manifest.json", Json(new JsonArray(new JsonObject
            {
                ["Config"] = configPath,
                ["RepoTags"] = new JsonArray($"{name}:1"),
                ["Layers"] = paths,
            })));
        }

        await engine.AskAsync("image", "load", "--quiet", "--input", archive);
        return $"{name}:1";
    }

    /// <summary>Imports an archive of one file system.</summary>
    /// <param name="files">The files.</param>
    /// <param name="changes">Instructions that a Dockerfile could have, for the image's configuration.</param>
    public async Task<string> ImportAsync(RawTar files, params string[] changes)
    {
        var name = NewName();
        using var directory = new TemporaryDirectory();
        var archive = directory.PathOf("files.tar");
        await using (var file = File.Create(archive))
        {
            files.WriteTo(file);
        }

        await engine.AskAsync(["image", "import", .. changes.SelectMany(change => new[] { "--change", change }), archive, name]);
        return name;
    }

    /// <summary>Builds a Dockerfile; <c>{base}</c> in it stands for <see cref="BaseAsync"/>.</summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="context">The context's files by path.</param>
    /// <param name="options">More options.</param>
    public Task<string> BuildAsync(string dockerfile, IReadOnlyDictionary<string, string>? context = null, params string[] options) =>
        BuildAsync(dockerfile, context, options, new Dictionary<string, string?>());

    /// <summary>Builds a Dockerfile by the builder before BuildKit.</summary>
    public Task<string> BuildByTheOldBuilderAsync(string dockerfile, params string[] options) =>
        BuildAsync(dockerfile, null, options, OldBuilder);

    /// <summary>Runs a shell script in a container of the base, and commits what it left.</summary>
    public async Task<string> CommitAsync(string script, params string[] changes)
    {
        var name = NewName();
        var container = $"{name}-container";
        await engine.AskAsync("container", "run", "--name", container, "--network", "none", await BaseAsync(), "sh", "-c", script);
        await engine.AskAsync(
            ["container", "commit", .. changes.SelectMany(change => new[] { "--change", change }), container, name]);
        await engine.AskAsync("container", "rm", "--volumes", container);
        return name;
    }

    /// <summary>Pushes an image, forgets it, and pulls it again.</summary>
    public async Task<string> PushAndPullAsync(string image)
    {
        var reference = await registry.PushAsync(image, $"{NewName()}:1");
        await engine.AskAsync("image", "rm", image, reference);
        return await PullAsync(reference);
    }

    /// <summary>Publishes an image of these layers without the engine, and pulls it.</summary>
    /// <param name="layers">The layers, the lowest first.</param>
    /// <param name="compression">How they are compressed: <c>gzip</c> or <c>zstd</c>.</param>
    public Task<string> PullPublishedAsync(IReadOnlyList<RawTar> layers, string compression)
    {
        var archives = layers.Select(layer =>
        {
            using var bytes = new MemoryStream();
            layer.WriteTo(bytes);
            return bytes.ToArray();
        });
        var published = registry.Storage.Publish($"published/{NewName()}", "1", [.. archives], compression: compression);
        return PullAsync(registry.Reference(published));
    }

    /// <summary>A name that no other image has.</summary>
    public string NewName() => $"healthy-{Interlocked.Increment(ref count)}";

    private async Task<string> BuildAsync(
        string dockerfile, IReadOnlyDictionary<string, string>? context, string[] options, IReadOnlyDictionary<string, string?> environment)
    {
        var name = NewName();
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(
            directory.PathOf("Dockerfile"), dockerfile.Replace("{base}", await BaseAsync(), StringComparison.Ordinal));
        foreach (var (path, content) in context ?? new Dictionary<string, string>())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(directory.PathOf(path))!);
            await File.WriteAllTextAsync(directory.PathOf(path), content);
        }

        var command = new DockerCommand(["image", "build", "--quiet", "--tag", name, .. options, directory.PathOf(".")]);
        await engine.Docker.RunAsync(command with { Environment = environment }, CancellationToken.None);
        return name;
    }

    private static byte[] Configuration(JsonArray diffIds, JsonObject? config, int emptySteps) => Json(new JsonObject
    {
        ["architecture"] = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64",
        ["os"] = "linux",
        ["created"] = Created,
        ["config"] = config ?? [],
        ["history"] = new JsonArray(
        [
            .. diffIds.Select(_ => new JsonObject { ["created"] = Created, ["created_by"] = "a test" }),
            .. Enumerable.Range(0, emptySteps).Select(step => new JsonObject
            {
                ["created"] = Created, ["created_by"] = $"ENV STEP={step}", ["empty_layer"] = true,
            }),
        ]),
        ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = diffIds },
    });

    private static async Task<string> GzipAsync(string from, string to)
    {
        await using var plain = File.OpenRead(from);
        await using var compressed = new GZipStream(File.Create(to), CompressionLevel.Fastest);
        await plain.CopyToAsync(compressed);
        return to;
    }

    private static async Task<string> DigestOfAsync(string file)
    {
        await using var content = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content));
    }

    private static string Hex(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] Json(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static void Put(TarWriter archive, string path, byte[] content) =>
        archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(content) });
}
