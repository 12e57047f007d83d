using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>What happens at the same time as a deployment: the engine dies, others build and prune.</summary>
[Parallelizable]
public sealed class RaceBatteryTests : BatteryFixture
{
    [Test]
    public async Task Is_named_and_the_next_run_deploys_when_the_engine_is_killed_while_exporting()
    {
        var battery = await BatteryAsync();
        battery.Faults.Application.WriteDockerfile($"{BatteryStack.OwnInstruction}\nRUN dd if=/dev/zero of=/large bs=1M count=300");
        using var killed = battery.Stack.Start("QuickDockerMulti", new Dictionary<string, string?>());
        await killed.PrintsAsync("exporting layers", Stack.Limit);
        await battery.Engine.KillAsync(EngineDeath.Alone);
        var ended = await killed.EndAsync(Stack.Limit);
        await TestContext.Out.WriteLineAsync(ended.Output);

        ended.IsRefusal(1, "The Docker engine does not answer.");
        battery.Faults.Application.WriteDockerfile(BatteryStack.OwnInstruction);
        await battery.Engine.StartAsync();
        await battery.Stack.DoAsync("QuickDockerMulti");
        await battery.IsWholeAsync(acrossARestart: true);
        Assert.That(await battery.LookAsync("--ways=store,save,rootfs"), Is.Empty);
        BatteryTable.Add(new("engine killed during export", "the build", "the failed build", "refused; deployed by the next QuickDockerMulti"));
    }

    [Test]
    public async Task Deploys_both_when_two_projects_are_built_at_once_while_somebody_prunes_the_host()
    {
        var battery = await BatteryAsync();
        await using var other = await battery.AnotherProjectAsync();

        var work = Task.WhenAll(battery.Stack.RunAsync("QuickDockerMulti"), other.RunAsync("QuickDockerMulti"));
        var rounds = await Pruning.WhileAsync(battery.Engine, work);

        await TestContext.Out.WriteLineAsync($"pruned {rounds} times");
        foreach (var ended in await work)
        {
            Assert.That(ended.ExitCode, Is.Zero, ended.Output);
        }

        await battery.IsWholeAsync();
        Assert.That(await battery.LookAsync("--ways=store,save,rootfs"), Is.Empty);
        Assert.That(await other.Http.GetStringAsync("/greeting.txt"), Is.EqualTo("hello\n"));
        BatteryTable.Add(new("two builds and a prune racing", "the build cache", "-", "both deployed by QuickDockerMulti"));
    }
}
