using System.Net;
using System.Net.Sockets;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>Wrong inputs and surroundings: one clear message with the next command, and nothing was changed.</summary>
public sealed class WrongInputTests
{
    private Stack stack = null!;
    private TinyApplication application = null!;

    private static TestCaseData[] Refused =>
    [
        Case("octet", ["--ollama-host=192.168.1.256"], "--ollama-host is not usable.", "256"),
        Case("port", ["--ollama-host=ollama.example:99999"], "--ollama-host is not usable.", "99999"),
        Case("IPv6", ["--ollama-host=fe80:::1"], "--ollama-host is not usable."),
        Case("character", ["--ollama-host=olla ma"], "--ollama-host is not usable."),
        Case("scheme", ["--ollama-host=ftp://ollama.example"], "--ollama-host is not usable.", "ftp"),
        Case("label of 64 characters", [$"--ollama-host={new string('a', 64)}.example"], "--ollama-host is not usable.", "63"),
        Case("MongoDB scheme", ["--mongodb-uri=http://db.example"], "--mongodb-uri is not usable."),
        Case("app port", ["--app-port=70000"], "--app-port is not usable.", "70000"),
        Case("project name", ["--project-name=Has Capitals"], "--project-name is not usable.", "Has Capitals"),
        Case("project name that ends in a dash", ["--project-name=shop-"], "--project-name is not usable."),
        Case("unreachable Ollama", [$"--ollama-host=127.0.0.1:{FreePort.Next()}"],
            "Ollama cannot be used at http://", "nothing listens on port", "--skip-probes"),
        Case("unknown host of Ollama", ["--ollama-host=no-such-host.invalid"],
            "Ollama cannot be used at http://no-such-host.invalid:11434", "--skip-probes"),
        Case("unreachable MongoDB", [$"--mongodb-uri=mongodb://127.0.0.1:{FreePort.Next()}/x"],
            "MongoDB cannot be used at", "nothing listens on port", "--skip-probes"),
        Case("unknown option", ["--ollama-hots=x"], "Unknown option '--ollama-hots'", "--ollama-host", "--target=Help"),
        Case("unknown target", ["--target=QuickDockerMutli"],
            "The target 'QuickDockerMutli' was not found", "QuickDockerMulti", "--target=Help"),
        Case("stray word", ["up"], "'up' is neither an option nor the value of one.", "--target=Help"),
        Case("malformed limit", ["--build-timeout=soon"], "'soon'", "--target=Help"),
        Case("missing compose file", ["--compose-file=no/such/compose.yml"],
            "A compose file was not found.", "no/such/compose.yml", "--compose-file=PATH"),
        Case("missing source", ["--source=/no/such/tree"], "/no/such/tree"),
        Case("missing directory of the settings file", ["--env-file=/no/such/directory/.env"], "/no/such/directory", "--env-file=./.env"),
    ];

    [OneTimeSetUp]
    public async Task A_project_of_its_own()
    {
        stack = await Stack.CreateAsync();
        application = TinyApplication.In(stack.Directory);
        stack.Always(application.Options);
    }

    [OneTimeTearDown]
    public async Task Nothing_stays_behind() => await stack.DisposeAsync();

    [TearDown]
    public async Task Nothing_was_changed()
    {
        Assert.Multiple(async () =>
        {
            Assert.That(File.Exists(stack.EnvFile), Is.False, "settings were written");
            Assert.That(File.Exists(stack.Checkout.BuildArgumentsFile), Is.False, "build arguments were written");
            Assert.That(await stack.ImagesAsync(), Is.Empty);
            Assert.That(await stack.ContainersAsync(), Is.Empty);
        });
    }

    [TestCaseSource(nameof(Refused))]
    public async Task Is_refused(string[] options, string[] texts) =>
        (await stack.RunAsync("QuickDockerMulti", options)).IsRefusal(2, texts);

    [Test]
    public async Task A_port_that_a_process_holds_is_refused_before_anything_is_built()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;

        (await stack.RunAsync("QuickDockerMulti", $"--app-port={port}")).IsRefusal(
            2, $"Port {port} on 127.0.0.1 is in use.", "a process of this machine listens on it", "--app-port=");
    }

    [Test]
    public async Task A_port_that_a_strangers_container_publishes_is_refused_and_the_container_named()
    {
        var (port, name) = (FreePort.Next(), $"{stack.Name}-stranger");
        var image = (await Bases.OptionsAsync())[0].Split('=', 2)[1];
        await stack.AskAsync(
            "container", "run", "--detach", "--init", "--name", name, "--publish", $"127.0.0.1:{port}:8080",
            image, "node", "-e", "setInterval(() => {}, 1000)");
        try
        {
            (await stack.RunAsync("QuickDockerMulti", $"--app-port={port}")).IsRefusal(
                2, $"Port {port} on 127.0.0.1 is in use.", $"the container '{name}'", "--app-port=");
        }
        finally
        {
            await stack.AskAsync("container", "rm", "--force", name);
        }
    }

    [Test]
    public async Task A_directory_in_the_settings_files_place_is_refused()
    {
        var directory = Directory.CreateDirectory(Path.Combine(stack.Directory, "env-directory")).FullName;

        (await stack.RunAsync("QuickDockerMulti", $"--env-file={directory}")).IsRefusal(
            2, $"'{directory}' is a directory.", "--env-file=./.env");
    }

    [Test]
    public async Task Settings_that_cannot_be_written_are_refused() // root may write anywhere, except where the kernel lets nobody
    {
        var ended = await stack.RunAsync("QuickDockerMulti", "--env-file=/proc/sys/olympian.env");

        ended.IsRefusal(2, "'/proc/sys/olympian.env' cannot be written.", "ls -ld '/proc/sys'");
    }

    [Test]
    public async Task A_place_that_cannot_be_written_is_refused()
    {
        var logs = Path.Combine(stack.Checkout.Artifacts, "logs");
        Directory.CreateDirectory(stack.Checkout.Artifacts);
        if (Directory.Exists(logs))
        {
            Directory.Delete(logs, recursive: true);
        }

        await File.WriteAllTextAsync(logs, "in the way");
        try
        {
            (await stack.RunAsync("QuickDockerMulti")).IsRefusal(2, $"'{logs}' cannot be written.", $"namei -l '{logs}'");
        }
        finally
        {
            File.Delete(logs);
        }
    }

    [Test]
    public async Task A_compose_file_without_a_service_to_build_is_refused()
    {
        var file = Path.Combine(stack.Directory, "no-build.yml");
        await File.WriteAllTextAsync(file, "services:\n  web:\n    image: busybox\n");

        (await stack.RunAsync("BuildProd", "--exclusive", $"--compose-file={file}")).IsRefusal(1, "There are no build arguments");
        (await stack.RunAsync("UpProd", $"--compose-file={file}")).IsRefusal(
            2, "has no service that is built, so no release of it can be started.", "--compose-file=PATH");
    }

    [Test]
    public async Task A_missing_Dockerfile_is_refused_before_settings_are_written()
    {
        var file = Path.Combine(stack.Directory, "no-dockerfile.yml");
        var compose = await File.ReadAllTextAsync(application.ComposeFile);
        await File.WriteAllTextAsync(file, compose.Replace("../Dockerfile", "no.Dockerfile", StringComparison.Ordinal));

        (await stack.RunAsync("QuickDockerMulti", $"--compose-file={file}")).IsRefusal(
            2, "There is no Dockerfile ", "no.Dockerfile", "build.dockerfile");
    }

    [Test]
    public async Task A_compose_file_that_is_no_YAML_is_refused()
    {
        var file = Path.Combine(stack.Directory, "broken.yml");
        await File.WriteAllTextAsync(file, "services:\n  web: [\n");

        (await stack.RunAsync("QuickDockerMulti", $"--compose-file={file}")).IsRefusal(
            2, $"Compose cannot read {file}.", "yaml", "Mend what it names");
    }

    [Test]
    public async Task A_stopped_engine_is_told_with_the_command_that_starts_it()
    {
        var socket = Path.Combine(stack.Directory, "dead.sock");
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(socket));
        }

        var ended = await stack.RunAsync("QuickDockerMulti", new Dictionary<string, string?> { ["DOCKER_HOST"] = $"unix://{socket}" });

        ended.IsRefusal(1, "./build.sh --target=QuickDockerMulti --bootstrap");
    }

    private static TestCaseData Case(string name, string[] options, params string[] texts) =>
        new TestCaseData(options, texts).SetArgDisplayNames(name);

    [TestCase("tcp://127.0.0.1:2375")]
    [TestCase("tcp://:2375")]
    [TestCase("127.0.0.1:2375")]
    [TestCase("tcp://db.example:2375")]
    public async Task An_engine_in_plain_text_is_refused(string address) =>
        (await stack.RunAsync("Status", new Dictionary<string, string?> { ["DOCKER_HOST"] = address })).IsRefusal(
            2, "is spoken to in plain text", "--allow-insecure-engine");

    [Test]
    public async Task An_engine_in_plain_text_is_asked_by_who_accepts_that() =>
        (await stack.RunAsync("Status", new Dictionary<string, string?> { ["DOCKER_HOST"] = $"tcp://127.0.0.1:{FreePort.Next()}" }, "--allow-insecure-engine")).IsRefusal(
            1, "The Docker engine does not answer.");

    [Test]
    public async Task A_compose_file_that_takes_something_from_elsewhere_is_refused_before_compose_reads_it()
    {
        var compose = await stack.AskAsync("compose", "version", "--short");
        var isSafe = Version.Parse(compose.TrimStart('v').Split('+', '-')[0]) >= new Version(2, 40, 2);
        var file = Path.Combine(stack.Directory, "remote.yml");
        await File.WriteAllTextAsync(file, "include:\n  - oci://127.0.0.1:1/nobody/there:1\n");

        var ended = await stack.RunAsync("Status", $"--compose-file={file}");

        // A compose that reads it safely may try, and finds nobody there.
        ended.IsRefusal(2, isSafe ? "Compose cannot read" : "CVE-2025-62725");
        Assert.That(ended.Output, Does.Contain("oci://127.0.0.1:1/nobody/there:1").Or.Contain("127.0.0.1:1"));
    }
}
