using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>A disk that is full, fails or lost its power, under a deployed project.</summary>
[Parallelizable]
public sealed class DiskBatteryTests
{
    private const int Megabytes = 400;
    private const string FailingStorage = "failing storage: stop, touch nothing";

    [Test]
    public async Task Is_named_and_harms_nothing_when_the_disk_is_full_and_the_next_run_deploys_when_there_is_room()
    {
        await using var disk = await LoopDisk.CreateAsync(Megabytes);
        await using var battery = await BatteryStack.StartAsync(disk.EngineOptions);
        await TestContext.Out.WriteLineAsync(await disk.FillAsync(freeBytes: 1 << 20));

        var refused = await battery.Stack.RunAsync("QuickDockerMulti");

        refused.IsRefusal(1, "full disk", $"lies on the file system {disk.MountPoint}");
        await battery.IsWholeAsync();
        disk.Empty();
        await battery.Stack.DoAsync("QuickDockerMulti");
        await battery.IsWholeAsync();
        BatteryTable.Add(new("disk full", "the engine's disk", "the failed build", "refused, the old stack serves; deployed when there was room again"));
    }

    [Test]
    public async Task Is_named_and_nothing_is_touched_when_the_disk_turns_read_only()
    {
        await using var disk = await LoopDisk.CreateAsync(Megabytes);
        await using var battery = await BatteryStack.StartAsync(disk.EngineOptions);
        await TestContext.Out.WriteLineAsync(await disk.TurnReadOnlyAsync());

        var refused = await battery.Stack.RunAsync("QuickDockerMulti");

        refused.IsRefusal(1, FailingStorage);
        await battery.ServesAsync();
        BatteryTable.Add(new("disk: read-only", "the engine's disk", "the failed command", "refused, the old stack serves"));
    }

    // A container's health is written down when it was looked at, and a disk that is written to ends this fault: so nothing of ours runs.
    [Test]
    public async Task Is_named_and_nothing_is_touched_when_a_layer_cannot_be_read()
    {
        await using var disk = await LoopDisk.CreateAsync(Megabytes);
        await using var battery = await BatteryStack.StartAsync(disk.EngineOptions);
        await battery.Stack.DoAsync("Stop");
        var before = await battery.Engine.ImageIdsAsync();
        await TestContext.Out.WriteLineAsync(await disk.FailReadsOfAsync(battery.Faults.RuntimeSite.Stored.FileOf(FaultBase.Large)));

        foreach (var target in (string[])["VerifyImages", "Heal"])
        {
            (await battery.Stack.RunAsync(target)).IsRefusal(1, FailingStorage, FaultBase.Large);
        }

        Assert.That(await battery.Engine.ImageIdsAsync(), Is.EqualTo(before).And.Not.Empty);
        BatteryTable.Add(new("disk: input/output error", "a layer of the runtime base", "store", "refused, nothing touched"));
    }

    [Test]
    public async Task Is_healed_by_the_deployment_when_the_power_failed_after_a_pull()
    {
        await using var disk = await LoopDisk.CreateAsync(Megabytes);
        await using var stack = await FaultStack.StartAsync(disk.EngineOptions);
        await stack.PullBasesAsync();
        await TestContext.Out.WriteLineAsync(disk.LosePower());
        await stack.Engine.KillAsync(EngineDeath.WithTheMachine);
        await disk.ComeBackAsync();
        await stack.Engine.StartAsync();

        var healed = await stack.Stack.DoAsync("QuickDockerMulti");

        await TestContext.Out.WriteLineAsync(healed.Output);
        Assert.That(healed.Output, Does.Contain("DAMAGED base"));
        Assert.That(await stack.GreetingAsync(), Is.EqualTo("hello\n"));
        Assert.That((await stack.Stack.RunAsync("VerifyImages")).ExitCode, Is.Zero);
        BatteryTable.Add(new("power lost after a pull", "both bases", "store", "healed by QuickDockerMulti"));
    }
}
