using System.Net;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Registries;

/// <summary>
/// Debian's docker-registry, running on a storage of its own that may be damaged: a copy of the local base images', or an empty one.
/// </summary>
internal sealed class RegistryProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly string root;
    private HostProcess? process;

    private RegistryProcess(string root) => this.root = root;

    /// <summary>Its address, host and port.</summary>
    public string Name { get; } = $"127.0.0.1:{FreePort.Next()}";

    private static string Data =>
        Environment.GetEnvironmentVariable("OLYMPIAN_BASE_DATA") is { Length: > 0 } said ? said : "/var/lib/olympian-base";

    private string Storage => Path.Combine(root, "registry", "docker", "registry", "v2");

    /// <summary>With the local base images; read-only. Not started yet: what is to be damaged is damaged before.</summary>
    public static async Task<RegistryProcess> OfBasesAsync()
    {
        await Bases.OptionsAsync();
        var registry = Empty();
        var theirs = Path.Combine(Data, "registry", "docker", "registry", "v2");
        Directory.CreateDirectory(registry.Storage);
        await CopyAsync("-a", Path.Combine(theirs, "repositories"), registry.Storage);

        // Links: what is damaged is first made a file of its own. Where links cannot be made, copies.
        if (!await TryCopyAsync("-al", Path.Combine(theirs, "blobs"), registry.Storage))
        {
            Directory.Delete(Path.Combine(registry.Storage, "blobs"), recursive: true);
            await CopyAsync("-a", Path.Combine(theirs, "blobs"), registry.Storage);
        }

        return registry;
    }

    /// <summary>With nothing, and writable. Not started yet.</summary>
    public static RegistryProcess Empty() => new(Directory.CreateTempSubdirectory("olympian-registry-").FullName);

    /// <summary>Writes a file beside the storage; returns its path.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(root, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Replaces the bytes of a blob, a manifest among them.</summary>
    public void Damage(string digest, Func<byte[], byte[]> damage)
    {
        var path = BlobOf(digest);
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        File.WriteAllBytes(path, damage(bytes));
    }

    /// <summary>Removes a blob, a manifest among them.</summary>
    public void Remove(string digest) => File.Delete(BlobOf(digest));

    /// <summary>The bytes of a blob.</summary>
    public byte[] Read(string digest) => File.ReadAllBytes(BlobOf(digest));

    /// <summary>Makes a tag name another manifest of its repository.</summary>
    public void Move(string repository, string tag, string digest)
    {
        var tags = Path.Combine(Storage, "repositories", repository, "_manifests", "tags", tag, "current");
        Directory.CreateDirectory(tags);
        File.WriteAllText(Path.Combine(tags, "link"), digest);
    }

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="authentication">Its configuration's <c>auth</c>, whole; null for everybody.</param>
    /// <param name="isReadOnly">Whether pushing is refused.</param>
    public async Task StartAsync(string? authentication = null, bool isReadOnly = true)
    {
        var configuration = Write(
            "config.yml",
            $"""
            version: 0.1
            log:
              level: warn
              accesslog:
                disabled: true
            storage:
              filesystem:
                rootdirectory: '{Path.Combine(root, "registry")}'
              maintenance:
                readonly:
                  enabled: {(isReadOnly ? "true" : "false")}
                uploadpurging:
                  enabled: false
            http:
              addr: '{Name}'
            {authentication}
            """);
        process = HostProcess.Start(Program(), ["serve", configuration], new Dictionary<string, string?>(), root);

        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var overtime = new CancellationTokenSource(Limit);
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://{Name}/v2/"), overtime.Token);
                var expected = authentication is null ? HttpStatusCode.OK : HttpStatusCode.Unauthorized;
                Assert.That(answer.StatusCode, Is.EqualTo(expected), process.Output);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, overtime.Token);
            }
        }
    }

    /// <summary>Sends its process a signal, such as <c>STOP</c>.</summary>
    public void Signal(string name) => process!.Signal(name);

    public ValueTask DisposeAsync()
    {
        process?.Dispose();
        Directory.Delete(root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private string BlobOf(string digest)
    {
        var hex = digest["sha256:".Length..];
        return Path.Combine(Storage, "blobs", "sha256", hex[..2], hex, "data");
    }

    private static string Program()
    {
        var unpacked = Path.Combine(Data, "bin", "docker-registry");
        return File.Exists(unpacked) ? unpacked : "docker-registry";
    }

    private static async Task CopyAsync(string how, string from, string to) =>
        Assert.That(await TryCopyAsync(how, from, to), Is.True, $"cp {how} {from} {to}");

    private static async Task<bool> TryCopyAsync(string how, string from, string to)
    {
        using var copy = HostProcess.Start("cp", [how, from, to], new Dictionary<string, string?>(), "/");
        return (await copy.EndAsync(Limit)).ExitCode == 0;
    }
}
