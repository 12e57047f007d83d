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
        BatteryTable.Add(new(name, where, BatteryStack.WaysOf(found), $"healed by {target}"));
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
        BatteryTable.Add(new(name, where, "the pull before the build", $"healed by {target}"));
    }

    private static IEnumerable<TestCaseData> Cases(BatteryPlace[] places, params string[] targets)
    {
        TestCaseData[] all =
        [
            .. from fault in FaultTable.All
               where fault.Place == FaultPlace.ImageConfiguration
               from place in places
               from target in targets
               select new TestCaseData(fault.Name, place.ToString(), target).SetArgDisplayNames(fault.Name, place.ToString(), target),
        ];
        return Suite.IsFull ? all : all.Where((_, i) => i % (places.Length * targets.Length + 1) == 0);
    }
}
