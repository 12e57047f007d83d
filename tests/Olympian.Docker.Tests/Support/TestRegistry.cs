using System.Diagnostics;

namespace Olympian.Docker.Tests.Support;

/// <summary>
/// A real registry in an engine's network, on that network's loopback address. The bytes of its images are files of the test's.
/// </summary>
/// <remarks>It outlives the engine's deaths, and ends when the engine is disposed, if not before.</remarks>
internal sealed class TestRegistry : IAsyncDisposable
{
    // In the engine's network nobody else listens.
    private const int DefaultPort = 5000;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly TestEngine engine;
    private readonly string directory;
    private readonly Process process;
    private bool isDisposed;

    private TestRegistry(TestEngine engine, string directory, int port, Process process)
    {
        this.engine = engine;
        this.directory = directory;
        this.process = process;
        Port = port;
        Storage = new(StorageIn(directory));
    }

    /// <summary>Where it listens, on the network's loopback address.</summary>
    public int Port { get; }

    /// <summary>What stands before a repository's name: <c>127.0.0.1:5000</c>.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Its images.</summary>
    public RegistryStorage Storage { get; }

    private string Log => Path.Combine(directory, "log");

    /// <summary>Starts a registry for the engine.</summary>
    /// <param name="engine">In whose network it runs.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="isReadOnly">Whether it refuses pushes.</param>
    /// <param name="withLocalBases">
    /// Whether it has the local base images: as further names of the very same files. Who changes one must break the link first.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<TestRegistry> StartAsync(
        TestEngine engine,
        int port = DefaultPort,
        bool isReadOnly = false,
        bool withLocalBases = false,
        CancellationToken cancellationToken = default)
    {
        await Bases.OptionsAsync();
        var directory = System.IO.Directory.CreateDirectory(Path.Combine(engine.Directory, $"registry-{port}")).FullName;
        if (withLocalBases)
        {
            await CopyBasesAsync(StorageIn(directory), cancellationToken);
        }

        System.IO.Directory.CreateDirectory(StorageIn(directory));
        var configuration = Path.Combine(directory, "registry.yml");
        await File.WriteAllTextAsync(
            configuration,
            $"""
            version: 0.1
            log:
              level: warn
              accesslog:
                disabled: true
            storage:
              filesystem:
                rootdirectory: {StorageIn(directory)}
              delete:
                enabled: true
              maintenance:
                readonly:
                  enabled: {(isReadOnly ? "true" : "false")}
                uploadpurging:
                  enabled: false
            http:
              addr: 127.0.0.1:{port}

            """,
            cancellationToken);

        var registry = new TestRegistry(
            engine, directory, port, engine.StartNeighbour(Path.Combine(directory, "log"), Bases.RegistryProgram, "serve", configuration));
        await registry.AnswersAsync(cancellationToken);
        return registry;
    }

    /// <summary>The reference of an image of this registry.</summary>
    public string Reference(PublishedImage image) => $"{Address}/{image.Name}:{image.Tag}";

    /// <summary>Pushes an image of the engine's under a name of this registry, as a person would.</summary>
    /// <returns>The reference it has here; the engine has that tag too.</returns>
    public async Task<string> PushAsync(string image, string name, CancellationToken cancellationToken = default)
    {
        var reference = $"{Address}/{name}";
        await engine.Docker.RunAsync(new("image", "tag", image, reference), cancellationToken);
        await engine.Docker.RunAsync(new("image", "push", "--quiet", reference), cancellationToken);
        return reference;
    }

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static string StorageIn(string directory) => Path.Combine(directory, "storage");

    private static async Task CopyBasesAsync(string storage, CancellationToken cancellationToken)
    {
        // Hard links, as long as both are on one file system.
        var linked = await Tool.AskAsync("cp", ["-al", Bases.Storage, storage], cancellationToken);
        if (linked.ExitCode != 0)
        {
            await Tool.RunAsync("rm", ["-rf", "--", storage], cancellationToken);
            await Tool.RunAsync("cp", ["-a", Bases.Storage, storage], cancellationToken);
        }
    }

    private async Task AnswersAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient(engine.Network.CreateHttpHandler()) { Timeout = TimeSpan.FromSeconds(5) };
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://{Address}/v2/"), cancellationToken);
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (Exception notYet) when (
                notYet is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                if (process.HasExited || Stopwatch.GetElapsedTime(began) > StartLimit)
                {
                    throw new IOException($"The registry on {Address} of {engine.Name} does not answer:\n{TestEngine.EndOf(Log)}", notYet);
                }
            }

            await Task.Delay(Step, cancellationToken);
        }
    }
}
