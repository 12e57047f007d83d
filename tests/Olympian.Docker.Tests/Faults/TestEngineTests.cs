using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Olympian.Docker.Tests.Cleaning;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>The engines that the battery damages: real, the tests' own, and gone without a trace.</summary>
[Parallelizable]
public sealed class TestEngineTests
{
    private static readonly string[] Server = ["--rm", "--init", "--stop-timeout=1", "--network=none", "tiny", "/bin/sleep", "600"];

    [Test]
    public async Task Two_run_at_once_and_neither_sees_the_other_nor_the_users_engine()
    {
        await using var one = await TestEngine.StartNewAsync();
        await using var other = await TestEngine.StartNewAsync();
        string[] who = ["info", "--format", "{{.ID}}"];
        var users = await EngineAccess.OfThisMachine.Docker.RunAsync(new(who), default);

        string[] ids = [await one.AskAsync(who), await other.AskAsync(who), users.StandardOutput.Trim()];
        await TinyBase.ImportAsync(one.Docker, "only:here");

        Assert.Multiple(async () =>
        {
            Assert.That(ids, Is.Unique);
            Assert.That(await one.AskAsync("info", "--format", "{{.Driver}} {{.DockerRootDir}}"), Is.EqualTo($"overlay2 {one.DataRoot}"));
            Assert.That(await one.AskAsync("image", "ls", "--format", "{{.Repository}}"), Is.EqualTo("only"));
            Assert.That(await other.AskAsync("image", "ls", "--quiet"), Is.Empty);
        });
    }

    [Test]
    public async Task Leaves_its_containers_alive_when_killed_alone_and_nothing_when_killed_with_the_machine()
    {
        await using var engine = await TestEngine.StartNewAsync();
        await using var registry = await TestRegistry.StartAsync(engine);
        await TinyBase.ImportAsync(engine.Docker, "tiny");
        await engine.AskAsync(["container", "run", "--detach", "--name=server", .. Server]);
        var process = int.Parse(
            await engine.AskAsync("container", "inspect", "--format", "{{.State.Pid}}", "server"), CultureInfo.InvariantCulture);

        await engine.KillAsync(EngineDeath.Alone);
        Assert.That(IsAlive(process), Is.True);

        await engine.KillAsync(EngineDeath.WithTheMachine);
        Assert.That(IsAlive(process), Is.False);
        Assert.That(MountTable.PointsBelow(engine.Directory), Is.Empty);

        await engine.StartAsync();
        await registry.PushAsync("tiny", "the/registry:lives");
        await engine.StopAsync();
        Assert.That(engine.IsRunning, Is.False);
    }

    [Test]
    public async Task Reaches_the_hosts_networks_when_asked_to_and_leaves_no_process_mount_cgroup_rule_network_or_file_behind()
    {
        var engine = await TestEngine.StartNewAsync(new() { HasWayOut = true });
        var remains = new EngineRemains(engine.Name, engine.Directory);
        await TinyBase.ImportAsync(engine.Docker, "tiny");
        await engine.AskAsync(["container", "run", "--detach", .. Server]);
        Assert.That(await ReachesTheHostAsync(engine), Is.True);
        var there = await remains.ListAsync(default);

        await engine.DisposeAsync();

        string[] kinds =
            ["process", "mount", "cgroup", "iptables -t nat", "iptables -t filter", "/run/netns/", "/sys/class/net/", engine.Directory];

        // That the list would show each kind of thing, and that it is empty now.
        Assert.Multiple(async () =>
        {
            foreach (var kind in kinds)
            {
                Assert.That(there, Has.Some.StartsWith(kind));
            }

            Assert.That(await remains.ListAsync(default), Is.Empty);
        });
    }

    [Test]
    public async Task Takes_away_what_a_killed_test_run_left()
    {
        // All that an engine has, without an engine, and its owner gone.
        var directory = OwnedDirectory.Create(TestEngine.Prefix);
        var network = new NetworkNamespace(directory.Name);
        var remains = new EngineRemains(directory.Name, directory.Path);
        await network.CreateAsync(default);
        await network.GiveWayOutAsync(default);
        var mount = Directory.CreateDirectory(Path.Combine(directory.Path, "mounted")).FullName;
        await Tool.RunAsync("mount", ["-t", "tmpfs", "tmpfs", mount]);
        using var process = Process.Start(network.Enter[0], [.. network.Enter.Skip(1), "sleep", "600"]);

        await TestEngine.CleanAbandonedAsync(default);
        Assert.That(process.HasExited, Is.False, "it has an owner");

        directory.Dispose();
        await TestEngine.CleanAbandonedAsync(default);

        Assert.That(process.WaitForExit(TimeSpan.FromSeconds(5)), Is.True);
        Assert.That(await remains.ListAsync(default), Is.Empty);
    }

    [Test]
    public void Says_why_it_does_not_start_and_leaves_nothing()
    {
        var refused = Assert.ThrowsAsync<EngineDidNotStartException>(
            () => TestEngine.StartNewAsync(new() { Settings = new() { ["storage-driver"] = "no-such-driver" } }))!;

        Assert.That(refused.Log, Does.Contain("driver not supported: no-such-driver"));
    }

    private static async Task<bool> ReachesTheHostAsync(TestEngine engine)
    {
        var route = await Tool.RunAsync("ip", ["-n", engine.Name, "route", "show", "default"]);
        using var host = new TcpListener(IPAddress.Any, 0);
        host.Start();
        using var socket = engine.Network.OpenSocket();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await socket.ConnectAsync(IPAddress.Parse(route.Split(' ')[2]), ((IPEndPoint)host.LocalEndpoint).Port, limit.Token);
        return socket.Connected;
    }

    // A zombie that nobody collected is dead.
    private static bool IsAlive(int process) =>
        File.Exists($"/proc/{process}/stat") && File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1][0] is not ('Z' or 'X');
}
