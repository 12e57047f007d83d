using System.Text.RegularExpressions;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>
/// An engine whose images containerd keeps: what runs is unpacked from blobs that stay beside it, and either may be damaged. Nobody but
/// containerd reads its files; an image is saved, and what a container would see is compared with that.
/// </summary>
[Parallelizable]
public sealed partial class ContainerdBatteryTests : BatteryFixture
{
    private const string HealTarget = "Heal";
    private const string DeployTarget = "QuickDockerMulti";

    private protected override TestEngineOptions Options => new() { Settings = TestEngineOptions.ContainerdImageStore };

    private static IEnumerable<TestCaseData> OfLayers() =>
        from it in ((string Fault, string Way)[])
            [
                ("file byte flipped", "rootfs"), ("file deleted", "rootfs"), ("file mode changed", "rootfs"),
                ("layer blob byte flipped", "save"), ("layer blob deleted", "save"),
            ]
        from target in (string[])[HealTarget, DeployTarget]
        where Suite.IsFull || target == (it.Fault.StartsWith("file", StringComparison.Ordinal) ? DeployTarget : HealTarget)
        select new TestCaseData($"containerd: {it.Fault}", it.Way, target).SetArgDisplayNames(it.Fault, target);

    [TestCaseSource(nameof(OfLayers))]
    public async Task Is_found_named_and_healed(string name, string way, string target)
    {
        var battery = await InjectedAsync(name);

        var found = await battery.LookAsync();
        await TestContext.Out.WriteLineAsync(string.Join('\n', found));
        Assert.That(BatteryStack.WaysOf(found), Is.EqualTo(way));
        Assert.That(found, Has.Some.Property(nameof(BatteryFinding.Images)).Contains(BaseOf(battery)));

        var healed = await battery.Stack.RunAsync(target);
        await TestContext.Out.WriteLineAsync(healed.Output);
        Assert.That(healed.ExitCode, Is.Zero, healed.Output);
        await battery.IsWholeAsync();
        Assert.That(await battery.LookAsync(), Is.Empty);
        BatteryTable.Add(new(name, BatteryPlace.RuntimeBase.Words(), way, $"healed by {target}"));
    }

    [Test]
    public async Task Is_healed_once_records_of_the_build_cache_are_gone_of_which_the_engine_does_not_say_whose_they_are()
    {
        // After a healing no record of the build cache stands upon the base: only a first build's do.
        await Nothing_stays_behind();
        var battery = await InjectedAsync("containerd: file byte flipped");
        await battery.Stack.RemoveBuildCacheAsync();

        var deployed = await battery.Stack.DoAsync(DeployTarget);
        Assert.That(await battery.LookAsync(), Is.Not.Empty);

        var told = PruneCommand().Match(deployed.Output);
        Assert.That(told.Success, deployed.Output);
        await battery.Engine.AskAsync("buildx", "prune", "--force", "--all", "--filter", told.Groups["filter"].Value);
        await battery.Stack.DoAsync(HealTarget);
        await battery.IsWholeAsync();
        Assert.That(await battery.LookAsync(), Is.Empty);
    }

    [TestCase("manifest names another layer", HealTarget, " images are damaged.")]
    [TestCase("manifest names no layer", HealTarget, " images are damaged.")]
    [TestCase("manifest deleted", DeployTarget, "blob not found")]
    [TestCase("configuration deleted", DeployTarget, "blob not found")]
    [TestCase("configuration byte flipped", DeployTarget, "wrong diff id calculated on extraction")]
    public async Task Is_named_and_refused_while_the_old_stack_serves(string fault, string target, string said)
    {
        var name = $"containerd: {fault}";
        var battery = await InjectedAsync(name);

        var refused = await battery.Stack.RunAsync(target);
        await TestContext.Out.WriteLineAsync(refused.Output);

        refused.IsRefusal(1, said, "docker image rm");
        await battery.ServesAsync();
        BatteryTable.Add(new(name, BatteryPlace.RuntimeBase.Words(), target == HealTarget ? "save" : "the engine's refusal", "refused, the old stack serves"));

        // No command of Docker's mends it where something stands upon the image.
        await Nothing_stays_behind();
    }

    private async Task<BatteryStack> InjectedAsync(string name)
    {
        var battery = await BatteryAsync();
        await TestContext.Out.WriteLineAsync((await FaultTable.Named(name).InjectAsync(battery.Faults.RuntimeSite)).ToString());
        return battery;
    }

    private static string BaseOf(BatteryStack battery) => battery.Faults.Registry.Reference(battery.Faults.RuntimeBase);

    [GeneratedRegex("type: docker buildx prune --force --all --filter '(?<filter>id=[^']+)', then ./build.sh --target=Heal")]
    private static partial Regex PruneCommand();
}
