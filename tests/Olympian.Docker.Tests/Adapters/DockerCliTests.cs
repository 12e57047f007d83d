using System.Diagnostics;
using System.Text;
using Olympian.Build.Adapters.Docker;
using Olympian.Deployment.Images;

namespace Olympian.Docker.Tests.Adapters;

public sealed class DockerCliTests
{
    private readonly DockerCli docker = new("docker", "./build.sh --target=Status --bootstrap");

    [Test]
    public async Task Hands_every_argument_over_as_it_is()
    {
        const string label = "a b'c\"$HOME *\\ü\n";

        var output = await docker.RunAsync(new("info", "--format", $"{{{{ print `{label}` }}}}"), default);

        Assert.That(output.StandardOutput, Is.EqualTo(label + "\n"));
    }

    [Test]
    public async Task Hands_the_input_over_and_ends_it()
    {
        // compose echoes the file it reads from standard input.
        var output = await docker.RunAsync(
            new("compose", "--file", "-", "config", "--format", "json") { Input = "name: from-stdin\nservices: {}\n" }, default);

        Assert.That(output.StandardOutput, Does.Contain("\"from-stdin\""));
    }

    [Test]
    public void Says_what_failed_with_the_exit_code_and_the_commands_own_words()
    {
        var failure = Assert.ThrowsAsync<DockerCommandFailure>(() => docker.RunAsync(new("image", "inspect", "no/such:image"), default))!;

        Assert.Multiple(() =>
        {
            Assert.That(failure.DockerExitCode, Is.EqualTo(1));
            Assert.That(failure.Message, Does.StartWith("`docker image inspect no/such:image` failed.\nExpected exit code 0, got 1.\n"));
            Assert.That(failure.ErrorTail, Is.Not.Empty);
        });
    }

    [Test]
    public async Task Takes_a_non_zero_exit_for_an_answer_when_asking() =>
        Assert.That((await docker.AskAsync(new("image", "inspect", "no/such:image"), default)).ExitCode, Is.EqualTo(1));

    [Test]
    public void Tells_a_missing_command_from_a_failing_one()
    {
        var missing = new DockerCli("no-such-docker", "./build.sh --target=Status --bootstrap");

        Assert.That(
            () => missing.RunAsync(new("version"), default),
            Throws.TypeOf<DockerMissing>().With.Message.EndsWith("Install it: ./build.sh --target=Status --bootstrap"));
    }

    [Test]
    public void Tells_a_stopped_engine_from_a_failing_command()
    {
        var command = new DockerCommand("container", "ls")
        {
            Environment = new Dictionary<string, string?> { ["DOCKER_HOST"] = "unix:///no/such/docker.sock" },
        };

        Assert.That(
            () => docker.RunAsync(command, default),
            Throws.TypeOf<EngineUnavailable>().With.Message.EndsWith("Start it: ./build.sh --target=Status --bootstrap"));
    }

    [Test]
    public void Ends_a_command_at_its_limit_and_leaves_no_process()
    {
        var mark = $"label=limit={Guid.NewGuid():n}";

        var failure = Assert.ThrowsAsync<DockerCommandFailure>(
            () => docker.RunAsync(new("events", "--filter", mark) { Timeout = TimeSpan.FromMilliseconds(700) }, default))!;

        Assert.Multiple(() =>
        {
            Assert.That(failure.DockerExitCode, Is.Null);
            Assert.That(ProcessesWith(mark), Is.Zero);
        });
    }

    [Test]
    public void Ends_a_command_when_cancelled_and_leaves_no_process_of_a_plugin_either()
    {
        var mark = $"cancelled-{Guid.NewGuid():n}";
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(700));
        // compose is a child of docker: killing docker alone would leave it. Reading a FIFO-like source keeps it waiting.
        var command = new DockerCommand("compose", "--project-name", mark, "--file", "-", "events") { Input = "services: {a: {image: none}}\n", Timeout = null };

        Assert.Multiple(() =>
        {
            Assert.That(() => docker.WatchAsync(command, _ => { }, cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(ProcessesWith(mark), Is.Zero);
        });
    }

    [Test]
    public async Task Hands_on_each_line_as_it_comes()
    {
        var lines = new List<OutputLine>();

        await docker.WatchAsync(new("info", "--format", "{{ print `one` }}\n{{ print `two` }}"), lines.Add, default);

        Assert.That(lines.Where(line => !line.IsError).Select(line => line.Text), Is.EqualTo(new[] { "one", "two" }));
    }

    [Test]
    public async Task Copies_bytes_unchanged()
    {
        using var bytes = new MemoryStream();

        await docker.CopyOutputAsync(new("info", "--format", "ü\u0001{{ print `\\x41` }}"), bytes, default);

        Assert.That(bytes.ToArray(), Is.EqualTo(Encoding.UTF8.GetBytes("ü\u0001\\x41\n")));
    }

    [Test]
    public async Task Adds_to_and_takes_from_the_environment()
    {
        var output = await docker.RunAsync(
            new("compose", "--file", "-", "config", "--format", "json")
            {
                Input = "name: x\nservices: {a: {image: '${OLYMPIAN_ADDED:-missing}:${HOME:-none}'}}\n",
                Environment = new Dictionary<string, string?> { ["OLYMPIAN_ADDED"] = "there", ["HOME"] = null },
            },
            default);

        Assert.That(output.StandardOutput, Does.Contain("\"there:none\""));
    }

    private static int ProcessesWith(string mark) =>
        Process.GetProcesses().Count(process =>
        {
            var file = $"/proc/{process.Id}/cmdline";
            try
            {
                return File.Exists(file) && File.ReadAllText(file).Contains(mark, StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false; // it ended while we looked
            }
        });
}
