using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>Images whose configuration is damaged: the engine does not list them any more, and their containers run on.</summary>
[Parallelizable]
public sealed class ImageBatteryTests : BatteryFixture
{
    private const string HealTarget = "Heal";
    private const string DeployTarget = "QuickDockerMulti";

    private static IEnumerable<TestCaseData> OfTheRelease() => Cases([BatteryPlace.OwnLayer], HealTarget, DeployTarget);

    private static IEnumerable<TestCaseData> OfABase() => Cases([BatteryPlace.RuntimeBase, BatteryPlace.BuilderBase], DeployTarget);

    [TestCaseSource(nameof(OfTheRelease))]
    public async Task Is_found_and_healed_when_it_is_the_releases(string name, string where, string target)
    {
        var battery = await BatteryAsync();
        var site = await battery.SiteAsync(Enum.Parse<BatteryPlace>(where));
        var injected = await FaultTable.Named(name).InjectAsync(site);
        await TestContext.Out.WriteLineAsync(injected.ToString());

        var found = await battery.LookAsync("--ways=store,save,rootfs");
        await TestContext.Out.WriteLineAsync(string.Join('\n', found));
        Assert.That(BatteryStack.WaysOf(found), Is.EqualTo("store, save"));
        Assert.That(found, Has.All.Property(nameof(BatteryFinding.Images)).EqualTo("web").And.All.Property(nameof(BatteryFinding.Where)).EqualTo("the image"));
        var healed = await battery.Stack.RunAsync(target);
        await TestContext.Out.WriteLineAsync(healed.Output);

        Assert.That(healed.ExitCode, Is.Zero, healed.Output);
        await battery.IsWholeAsync();
        Assert.That(await battery.LookAsync("--ways=store,save,rootfs"), Is.Empty);
        BatteryTable.Add(new(name, Enum.Parse<BatteryPlace>(where).Words(), BatteryStack.WaysOf(found), $"healed by {target}"));
    }

    // The engine has forgotten such a base, as if somebody had removed it; nothing of the release depends on it.
    [TestCaseSource(nameof(OfABase))]
    public async Task Is_pulled_again_by_the_next_deployment_when_it_is_a_bases(string name, string where, string target)
    {
        var battery = await BatteryAsync();
        var site = await battery.SiteAsync(Enum.Parse<BatteryPlace>(where));
        var injected = await FaultTable.Named(name).InjectAsync(site);
        await TestContext.Out.WriteLineAsync(injected.ToString());
        await Commands.SaysAsync(battery.Engine, "No such image", "image", "inspect", site.ImageId);

        await battery.Stack.DoAsync(target);

        await battery.IsWholeAsync();
        await Commands.SaysAsync(battery.Engine, null, "image", "inspect", site.ImageId);
        Assert.That(await battery.LookAsync("--ways=store,save,rootfs"), Is.Empty);
        BatteryTable.Add(new(name, Enum.Parse<BatteryPlace>(where).Words(), "the pull before the build", $"healed by {target}"));
    }

    // By default every fault once, in turn in each place by each target; in full, all of them.
    private static IEnumerable<TestCaseData> Cases(BatteryPlace[] places, params string[] targets)
    {
        var combinations = places.SelectMany(_ => targets, (place, target) => (Place: place, Target: target)).ToArray();
        return
            from fault in FaultTable.All.Where(fault => fault.Place == FaultPlace.ImageConfiguration).Index()
            from it in combinations.Index()
            where Suite.IsFull || it.Index == fault.Index % combinations.Length
            let place = $"{it.Item.Place}"
            select new TestCaseData(fault.Item.Name, place, it.Item.Target).SetArgDisplayNames(fault.Item.Name, place, it.Item.Target);
    }
}
