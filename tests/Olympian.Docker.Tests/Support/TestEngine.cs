using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Olympian.Build.Adapters.Docker;

namespace Olympian.Docker.Tests.Support;

/// <summary>
/// A second real engine, a test's own: in a network namespace of its own, with a containerd of its own, all its files in one
/// directory. It can be stopped, killed, and damaged; the user's engine does not see it.
/// </summary>
/// <remarks>
/// Needs root. Everything goes when it is disposed; what a killed test run left goes when the next engine starts. <c>KEEP=1</c>
/// leaves it running, with its own docker command in its directory.
/// </remarks>
internal sealed class TestEngine : IAsyncDisposable
{
    public const string Prefix = "olympian-engine-";

    // Everything in the namespace is its own, so every engine can have the same addresses.
    private const string BridgeAddress = "10.214.0.1/24";

    // About 0.7 s on an idle machine.
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(40);

    // Its containers get their time to stop, then it.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private static readonly SemaphoreSlim Cleaning = new(1);
    private static bool isCleaned;

    private readonly OwnedDirectory directory;
    private readonly EngineRemains remains;
    private readonly List<Process> neighbours = [];
    private Process? containerd;
    private Process? daemon;
    private long logStart;

    private TestEngine(OwnedDirectory directory, TestEngineOptions options)
    {
        this.directory = directory;
        DataRoot = options.DataRoot ?? Path.Combine(Directory, "data");
        remains = new(Name, Directory, options.DataRoot);
        Network = new(Name);
        Docker = new(DockerCommand, EngineAccess.BootstrapCommand);
        Facts = new(Docker);
    }

    /// <summary>Unique on this machine: of its namespace, its cgroups and its directory.</summary>
    public string Name => directory.Name;

    /// <summary>All that is its own.</summary>
    public string Directory => directory.Path;

    /// <summary>Where it keeps images, containers, volumes and build cache.</summary>
    public string DataRoot { get; }

    /// <summary>For <c>DOCKER_HOST</c>.</summary>
    public string Host => $"unix://{Socket}";

    /// <summary>A docker command that talks to this engine, from inside its network.</summary>
    public string DockerCommand => Path.Combine(Directory, "docker");

    public string LogFile => Path.Combine(Directory, "dockerd.log");

    public string ContainerdLogFile => Path.Combine(Directory, "containerd.log");

    public NetworkNamespace Network { get; }

    /// <summary>Runs docker commands against it.</summary>
    public DockerCli Docker { get; }

    /// <summary>What it says of its images and containers.</summary>
    public DockerEngine Facts { get; }

    /// <summary>Whether its process is there.</summary>
    public bool IsRunning => daemon is { HasExited: false };

    /// <summary>For running the build host against it.</summary>
    public EngineAccess Access => new()
    {
        Docker = Docker,
        Enter = Network.Enter,
        Environment = new Dictionary<string, string?> { ["DOCKER_HOST"] = Host, ["DOCKER_CONTEXT"] = null, ["BUILDX_BUILDER"] = null },
        CreateHttpHandler = Network.CreateHttpHandler,
        GoesWithTheTest = true,
    };

    private string Socket => Path.Combine(Directory, "docker.sock");

    private string ContainerdSocket => Path.Combine(Directory, "containerd.sock");

    private string ExecRoot => Path.Combine(Directory, "exec");

    private string PidFile => Path.Combine(Directory, "docker.pid");

    /// <summary>Makes one and starts it.</summary>
    /// <exception cref="EngineDidNotStartException">It did not; nothing of it is left.</exception>
    public static async Task<TestEngine> StartNewAsync(TestEngineOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new IOException("An engine of a test's own needs root: network namespaces, mounts. Next: sudo ./build.sh --target=Test");
        }

        await CleanOnceAsync(cancellationToken);
        options ??= new();
        var engine = new TestEngine(OwnedDirectory.Create(Prefix), options);
        try
        {
            await engine.PrepareAsync(options, cancellationToken);
            await engine.StartAsync(cancellationToken);
            return engine;
        }
        catch
        {
            await engine.RemoveAsync();
            throw;
        }
    }

    /// <summary>Takes away what killed test runs left.</summary>
    public static async Task CleanAbandonedAsync(CancellationToken cancellationToken)
    {
        foreach (var left in OwnedDirectory.Abandoned(Prefix))
        {
            using (left)
            {
                await new EngineRemains(left.Name, left.Path).RemoveAsync(cancellationToken);
                await left.RemoveAsync(cancellationToken);
            }
        }

        // After the engines whose data roots are on them.
        await LoopDisk.CleanAbandonedAsync(cancellationToken);
    }

    /// <summary>Starts it on the files that are there, and waits until it answers.</summary>
    /// <exception cref="EngineDidNotStartException">It did not; all of it has ended.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        System.IO.Directory.CreateDirectory(ExecRoot);
        System.IO.Directory.CreateDirectory(DataRoot);
        logStart = File.Exists(LogFile) ? new FileInfo(LogFile).Length : 0;
        containerd = Start(ContainerdLogFile, "containerd", "--config", Path.Combine(Directory, "containerd.toml"));
        daemon = Start(LogFile, "dockerd", "--config-file", Path.Combine(Directory, "daemon.json"));

        var began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(cancellationToken))
        {
            if (daemon.HasExited || Stopwatch.GetElapsedTime(began) > StartLimit)
            {
                await KillAsync(EngineDeath.WithTheMachine, cancellationToken);
                throw new EngineDidNotStartException(Name, EndOf(LogFile, logStart));
            }

            await Task.Delay(Step, cancellationToken);
        }
    }

    /// <summary>Stops it in order: its containers, itself, its containerd.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await EndAsync(daemon, cancellationToken);
        await EndAsync(containerd, cancellationToken);
    }

    /// <summary>Kills it in the middle of whatever it does.</summary>
    public async Task KillAsync(EngineDeath death, CancellationToken cancellationToken = default)
    {
        // The daemon first: it would see its containerd die, and say so.
        foreach (var process in new[] { daemon, containerd })
        {
            if (process is { HasExited: false })
            {
                process.Kill();
                await process.WaitForExitAsync(cancellationToken);
            }
        }

        if (death == EngineDeath.WithTheMachine)
        {
            await remains.KillAsync([.. neighbours.Where(process => !process.HasExited).Select(process => process.Id)], cancellationToken);
            await remains.UnmountAsync(cancellationToken);
            await Tool.RunAsync("rm", ["-rf", "--one-file-system", "--", ExecRoot], cancellationToken);
            foreach (var file in new[] { Socket, ContainerdSocket, ContainerdSocket + ".ttrpc", PidFile })
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Stops it and starts it again.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync(cancellationToken);
        await StartAsync(cancellationToken);
    }

    /// <summary>Starts a neighbour: a program inside the engine's network that outlives its deaths and ends when it is disposed.</summary>
    /// <param name="log">Where its output goes.</param>
    /// <param name="command">The program and its arguments.</param>
    public Process StartNeighbour(string log, params string[] command)
    {
        var process = Start(log, command);
        neighbours.Add(process);
        return process;
    }

    /// <summary>What a docker command prints, without the last newline.</summary>
    public async Task<string> AskAsync(params string[] command) =>
        (await Docker.RunAsync(new(command), CancellationToken.None)).StandardOutput.TrimEnd('\n');

    /// <summary>The id of an image that is there.</summary>
    public Task<string> ImageIdAsync(string reference) => AskAsync("image", "inspect", "--format", "{{.Id}}", reference);

    /// <summary>The ids of all its images, sorted: the engine lists those of the same second in any order.</summary>
    public async Task<IReadOnlyList<string>> ImageIdsAsync() =>
        [.. (await AskAsync("image", "ls", "--all", "--quiet", "--no-trunc")).Split('\n').Order(StringComparer.Ordinal)];

    /// <summary>The end of a log, for a failure's message.</summary>
    /// <param name="log">The file.</param>
    /// <param name="from">What is before this byte belongs to an earlier start.</param>
    public static string EndOf(string log, long from = 0)
    {
        if (!File.Exists(log))
        {
            return $"{log} is not there.";
        }

        using var file = new StreamReader(log);
        file.BaseStream.Position = from;
        return string.Join('\n', file.ReadToEnd().TrimEnd('\n').Split('\n').TakeLast(8));
    }

    public async ValueTask DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable("KEEP") == "1")
        {
            TestContext.Progress.WriteLine($"KEEP=1: engine {Name}; talk to it: {DockerCommand} ps --all");
            return;
        }

        await RemoveAsync();
    }

    private static async Task CleanOnceAsync(CancellationToken cancellationToken)
    {
        await Cleaning.WaitAsync(cancellationToken);
        try
        {
            if (!isCleaned)
            {
                await CleanAbandonedAsync(cancellationToken);
                isCleaned = true;
            }
        }
        finally
        {
            Cleaning.Release();
        }
    }

    private async Task PrepareAsync(TestEngineOptions options, CancellationToken cancellationToken)
    {
        var settings = new JsonObject
        {
            ["hosts"] = new JsonArray(Host),
            ["data-root"] = DataRoot,
            ["exec-root"] = ExecRoot,
            ["pidfile"] = PidFile,
            // Not the machine's own, which it would find by itself, and share its containers with.
            ["containerd"] = ContainerdSocket,
            ["bip"] = BridgeAddress,
            // With systemd's driver a cgroup would need systemd's naming, and systemd.
            ["exec-opts"] = new JsonArray("native.cgroupdriver=cgroupfs"),
            ["cgroup-parent"] = $"/{Name}",
        };
        foreach (var (key, value) in options.Settings)
        {
            settings[key] = value?.DeepClone();
        }

        await File.WriteAllTextAsync(Path.Combine(Directory, "daemon.json"), settings.ToJsonString(), cancellationToken);

        // Where and how the engine would configure a containerd that it starts itself.
        await File.WriteAllTextAsync(
            Path.Combine(Directory, "containerd.toml"),
            $"""
            version = 2
            root = "{DataRoot}/containerd/daemon"
            state = "{ExecRoot}/containerd/daemon"
            disabled_plugins = ["io.containerd.grpc.v1.cri"]
            [grpc]
            address = "{ContainerdSocket}"

            """,
            cancellationToken);

        await File.WriteAllTextAsync(
            DockerCommand,
            $"""
            #!/bin/sh
            unset DOCKER_CONTEXT BUILDX_BUILDER
            export DOCKER_HOST='{Host}'
            exec {string.Join(' ', Network.Enter)} docker "$@"

            """,
            cancellationToken);
        await Tool.RunAsync("chmod", ["u+x", DockerCommand], cancellationToken);

        await Network.CreateAsync(cancellationToken);
        if (options.HasWayOut)
        {
            await Network.GiveWayOutAsync(cancellationToken);
        }
    }

    private Process Start(string log, params string[] command)
    {
        // The shell, nsenter and setsid become the program one after the other: its process id is the one that was started.
        var start = new ProcessStartInfo(
            "sh", ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", log, .. Network.Enter, "setsid", .. command])
        {
            WorkingDirectory = "/",
        };
        start.Environment["PATH"] = Tool.SearchPath;
        return Process.Start(start)!;
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Socket))
        {
            return false;
        }

        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await client.GetAsync(new Uri("http://docker/_ping"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception notYet) when (
            notYet is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task EndAsync(Process? process, CancellationToken cancellationToken)
    {
        if (process is null or { HasExited: true })
        {
            return;
        }

        Kernel.Signal(process.Id, Kernel.SignalTerminate);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StopLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"Process {process.Id} of {Name} did not end within {StopLimit}:\n{EndOf(LogFile)}");
        }
    }

    private async Task RemoveAsync()
    {
        await remains.RemoveAsync(CancellationToken.None);
        await directory.RemoveAsync(CancellationToken.None);
        foreach (var process in neighbours.Append(daemon).Append(containerd))
        {
            process?.Dispose();
        }
    }
}
