using Olympian.Build.Adapters.Docker;
using Olympian.Build.Adapters.Processes;
using Olympian.Build.Options;
using Olympian.Deployment.Locks;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>One run at a time works on a project, whatever becomes of it.</summary>
/// <remarks>OLYMPIAN_SUITE=full starts twenty hosts at once and leaves a killed run's commands working.</remarks>
public sealed class LockTests : DeployedApplication
{
    private const string Sleeping = "RUN echo begun && sleep 300";

    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(30);
    private static readonly IReadOnlyDictionary<string, string?> NoMore = new Dictionary<string, string?>();
    private static readonly RunningProcesses Processes = new(new Surroundings("/", "/", new Dictionary<string, string>()), TimeProvider.System);

    private EngineLocks locks = null!;

    private static IEnumerable<int> Hosts => Suite.IsFull ? [5, 20] : [5];

    [SetUp]
    public void Begin() => locks = new(Stack.Docker, Stack.Engine, new(Stack.Engine), TimeProvider.System);

    [TearDown]
    public async Task Nobody_holds_the_lock()
    {
        Application.WriteDockerfile("");
        var left = await locks.FindAsync(Stack.Name, default);
        if (left is not null)
        {
            await locks.RemoveAsync(left.Id, default);
        }

        Assert.That(left, Is.Null);
    }

    private Task<HeldLock> TakeAsync(string project, string message = "held by a test") => new TakeLock(locks, Processes, TimeProvider.System)
        .RunAsync(project, Processes.Holder("UpProd", message), TimeSpan.Zero, _ => { }, default);

    // Without the cache: the next test's build must not depend on how soon the engine lets go of what this one was at.
    private async Task<HostProcess> StartBuildAsync()
    {
        Application.WriteDockerfile(Sleeping);
        var host = Stack.Start("BuildProdClean", NoMore);
        await host.PrintsAsync(" begun\n", Stack.Limit);
        Assert.That(await locks.FindAsync(Stack.Name, default), Is.Not.Null);
        return host;
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Has_exactly_one_winner_of_twenty_takers(bool isStale)
    {
        var project = $"{Stack.Name}-takers";
        if (isStale)
        {
            var gone = Processes.Holder("UpProd", null);
            await locks.CreateAsync(project, gone with { Process = gone.Process! with { Id = int.MaxValue } }, default);
        }

        var takers = Enumerable.Range(0, 20).Select(_ => Task.Run(() => TakeAsync(project))).ToArray();
        await Task.WhenAll(takers.Select(taker => taker.ContinueWith(_ => { }, TaskScheduler.Default)));
        var winners = takers.Where(taker => taker.IsCompletedSuccessfully).ToArray();
        foreach (var winner in winners)
        {
            await locks.RemoveAsync((await winner).Id, default);
        }

        Assert.That(winners, Has.Length.EqualTo(1));
        Assert.That(takers.Where(taker => taker.IsFaulted).Select(taker => taker.Exception!.InnerException), Has.Exactly(19).InstanceOf<LockHeld>());
        Assert.That(await locks.FindAsync(project, default), Is.Null);
    }

    [Test]
    public async Task Keeps_the_time_of_its_last_sign_of_life()
    {
        var held = await TakeAsync($"{Stack.Name}-beats");
        var at = new DateTimeOffset(2026, 11, 22, 14, 0, 0, TimeSpan.Zero);

        var before = await locks.LastBeatAsync(held.Id, default);
        Assert.That(await locks.BeatAsync(held.Id, at, default));
        var first = await locks.LastBeatAsync(held.Id, default);
        Assert.That(await locks.BeatAsync(held.Id, at.AddSeconds(5), default));
        var second = await locks.LastBeatAsync(held.Id, default);
        await locks.RemoveAsync(held.Id, default);

        Assert.That(new[] { before, first, second }, Is.EqualTo(new DateTimeOffset?[] { null, at, at.AddSeconds(5) }));
        Assert.That(await locks.BeatAsync(held.Id, at, default), Is.False);
    }

    [TestCaseSource(nameof(Hosts))]
    public async Task Lets_one_of_many_hosts_deploy_and_tells_the_others_who_does(int count)
    {
        // Longer than it takes to start them all.
        Application.WriteDockerfile($"RUN sleep {4 * count}");
        var hosts = Enumerable.Range(0, count).Select(_ => Stack.Start("QuickDockerMulti", NoMore, "--lock-message=$(release) day")).ToArray();
        var ended = await Task.WhenAll(hosts.Select(host => host.EndAsync(Stack.Limit)));
        Array.ForEach(hosts, host => host.Dispose());

        Assert.That(
            ended.Where(one => one.ExitCode == 0).Select(one => one.Output),
            Has.Exactly(1).Contains("SUCCESS"),
            string.Join("\n--------\n", ended.Select(one => $"exit {one.ExitCode}:\n{one.Output}")));
        foreach (var refused in ended.Where(one => one.ExitCode != 0))
        {
            refused.IsRefusal(
                1, $"Another run works on project '{Stack.Name}'.", $"on {Environment.MachineName}, process ", "target QuickDockerMulti, since 20", "\"$(release) day\"");
        }
    }

    [Test]
    public async Task Is_released_by_a_run_that_fails()
    {
        Application.WriteDockerfile("RUN false");

        (await Stack.RunAsync("BuildProdClean")).IsRefusal(1);

        Assert.That(await locks.FindAsync(Stack.Name, default), Is.Null);
    }

    [TestCase("INT")]
    [TestCase("TERM")]
    [TestCase("HUP")]
    public async Task Is_released_by_a_run_that_is_told_to_end_and_says_what_runs(string signal)
    {
        using var host = await StartBuildAsync();

        host.Signal(signal);

        (await host.EndAsync(Seconds)).IsRefusal(130, "Interrupted. Nothing that runs was changed: release 20", " runs on.");
    }

    [Test]
    public async Task Is_released_when_the_terminal_is_closed()
    {
        Application.WriteDockerfile(Sleeping);
        using (var terminal = Stack.StartOnTerminal("BuildProdClean"))
        {
            await terminal.PrintsAsync(" begun", Stack.Limit);
            terminal.Signal("KILL");
            await Support.Processes.AreGoneAsync($"--env-file={Stack.EnvFile}");
        }

        Assert.That(await locks.FindAsync(Stack.Name, default), Is.Null);
    }

    [Test]
    public async Task Is_taken_over_from_a_run_that_was_killed()
    {
        (await StartBuildAsync()).Dispose();
        Application.WriteDockerfile("");

        var next = await Stack.DoAsync("BuildProdClean");

        Assert.That(next.Output, Does.Contain($"Took over a stale lock of project '{Stack.Name}': its holder is gone, its process does not run any more."));
    }

    [Test]
    public async Task Is_taken_over_only_when_what_the_killed_run_had_started_has_ended()
    {
        Application.WriteDockerfile($"RUN echo begun && sleep {(Suite.IsFull ? 15 : 5)} && echo finished");
        using var host = Stack.Start("BuildProdClean", NoMore);
        await host.PrintsAsync(" begun\n", Stack.Limit);
        host.Signal("KILL");

        var next = await Stack.DoAsync("Stop");

        Assert.That(next.Output, Does.Contain("Took over a stale lock"));
        await Stack.DoAsync("UpProd");
    }

    [Test]
    public async Task Is_waited_for()
    {
        var theirs = await TakeAsync(Stack.Name);
        using var host = Stack.Start("UpProd", NoMore, "--lock-wait=5m");
        await host.PrintsAsync($"Waiting for another run on project '{Stack.Name}'", Stack.Limit);
        await locks.RemoveAsync(theirs.Id, default);

        Assert.That((await host.EndAsync(Stack.Limit)).ExitCode, Is.Zero, host.Output);
    }

    [Test]
    public async Task Is_not_waited_for_after_an_interruption()
    {
        var theirs = await TakeAsync(Stack.Name);
        using var host = Stack.Start("UpProd", NoMore, "--lock-wait=5m");
        await host.PrintsAsync("Waiting for another run", Stack.Limit);
        host.Signal("INT");

        (await host.EndAsync(Seconds)).IsRefusal(130, "Interrupted. Nothing that runs was changed.");
        Assert.That(await locks.IsThereAsync(theirs.Id, default));
        await locks.RemoveAsync(theirs.Id, default);
    }

    [Test]
    public async Task Is_no_matter_for_what_only_reads()
    {
        var theirs = await TakeAsync(Stack.Name);

        foreach (var target in (string[])["Logs", "VerifyImages"])
        {
            await Stack.DoAsync(target);
        }

        Assert.That((await Stack.DoAsync("Status")).Output, Does.Contain("Locked by").And.Contain("\"held by a test\""));
        await Stack.DoAsync("PruneImages", "--plan");
        (await Stack.RunAsync("PruneImages")).IsRefusal(1, "\"held by a test\"", "--lock-wait=10m", "--target=Unlock");
        Assert.That(await locks.IsThereAsync(theirs.Id, default));
        await locks.RemoveAsync(theirs.Id, default);
    }

    [Test]
    public async Task Ends_a_run_that_loses_it()
    {
        using var host = await StartBuildAsync();
        await locks.RemoveAsync((await locks.FindAsync(Stack.Name, default))!.Id, default);

        (await host.EndAsync(Seconds)).IsRefusal(1, $"This run lost the lock of project '{Stack.Name}' and was stopped.", "Nothing that runs was changed");
    }

    [Test]
    public async Task Is_removed_by_nobody_who_cannot_be_asked()
    {
        var theirs = await TakeAsync(Stack.Name);

        (await Stack.RunAsync("Unlock", "--yes")).IsRefusal(2, $"Project '{Stack.Name}' is locked by", "\"held by a test\"", "--yes does not stand for it");
        using (var terminal = Stack.StartOnTerminal("Unlock", "yes\n"))
        {
            (await terminal.EndAsync(Seconds)).IsRefusal(2, "was not removed");
        }

        Assert.That(await locks.IsThereAsync(theirs.Id, default));
        await locks.RemoveAsync(theirs.Id, default);
    }

    [Test]
    public async Task Is_removed_for_who_types_the_projects_name()
    {
        await TakeAsync(Stack.Name);
        using (var terminal = Stack.StartOnTerminal("Unlock", $"{Stack.Name}\n"))
        {
            Assert.That((await terminal.EndAsync(Seconds)).ExitCode, Is.Zero, terminal.Output);
        }

        Assert.That((await Stack.DoAsync("Unlock")).Output, Does.Contain($"Project '{Stack.Name}' is not locked"));
    }
}
