using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>
/// Each fault of a layer is found, by the ways that can find it, and named; it is healed while the stack serves, and everything else
/// is as it was: what was stored, and all that is somebody else's.
/// </summary>
[Parallelizable]
public sealed class LayerBatteryTests : BatteryFixture
{
    private const string HealTarget = "Heal";
    private const string DeployTarget = "QuickDockerMulti";

    // In full, every fault in every place by every target.
    private const int FaultsByDefault = 6;

    // After the first and the third of these the stack runs upon a copy of its base; the next builds upon the base itself again.
    private static readonly (BatteryPlace Place, string Target)[] Steps =
    [
        (BatteryPlace.RuntimeBase, HealTarget),
        (BatteryPlace.OwnLayer, HealTarget),
        (BatteryPlace.RuntimeBase, DeployTarget),
        (BatteryPlace.OwnLayer, DeployTarget),
        (BatteryPlace.BuilderBase, HealTarget),
        (BatteryPlace.BuilderBase, DeployTarget),
    ];

    private static readonly IReadOnlyList<Fault> Faults =
    [
        .. FaultTable.All.Where(fault => fault.Place is FaultPlace.LayerFile or FaultPlace.LayerDirectory or FaultPlace.TarSplit),
    ];

    private static IEnumerable<TestCaseData> Cases() =>
        from it in Suite.IsFull
            ? Faults.SelectMany(fault => Steps.Select(step => (Fault: fault, step.Place, step.Target)))
            : Faults.Take(FaultsByDefault).Select((fault, i) => (Fault: fault, Steps[i % Steps.Length].Place, Steps[i % Steps.Length].Target))
        // The builder copies a file of two names as two files.
        where !(it.Fault.Name == "file hard link broken" && it.Place == BatteryPlace.OwnLayer)
        select new TestCaseData(it.Fault.Name, it.Place.ToString(), it.Target).SetArgDisplayNames(
            it.Fault.Name, it.Place.ToString(), it.Target);

    [TestCaseSource(nameof(Cases))]
    public async Task Is_found_named_and_healed(string name, string where, string target)
    {
        var place = Enum.Parse<BatteryPlace>(where);
        var battery = await BatteryAsync();
        var site = await battery.SiteAsync(place);
        var injected = await FaultTable.Named(name).InjectAsync(site);
        await TestContext.Out.WriteLineAsync(injected.ToString());

        var found = await battery.LookAsync("--ways=store,save,rootfs");
        var ways = BatteryStack.WaysOf(found);
        await TestContext.Out.WriteLineAsync($"WAYS {name} {where}: {ways}\n{string.Join('\n', found)}");
        Assert.That(ways, Does.StartWith("store"));
        NamesThePlace(found, battery, place, site);

        var healed = await battery.Stack.RunAsync(target);
        await TestContext.Out.WriteLineAsync(healed.Output);
        Assert.That(healed.ExitCode, Is.Zero, healed.Output);
        await battery.IsWholeAsync();
        Assert.That(await battery.LookAsync("--ways=store,save,rootfs"), Is.Empty);
        BatteryTable.Add(new(name, where, ways, $"healed by {target}"));
    }

    // The strongest way tells whose layer it is and which.
    private static void NamesThePlace(IReadOnlyList<BatteryFinding> found, BatteryStack battery, BatteryPlace place, FaultSite site)
    {
        var image = place switch
        {
            BatteryPlace.RuntimeBase => battery.Faults.Registry.Reference(battery.Faults.RuntimeBase),
            BatteryPlace.BuilderBase => battery.Faults.Registry.Reference(battery.Faults.BuilderBase),
            _ => "web",
        };
        Assert.That(
            found.Where(finding => finding.Way == "store").Select(finding => $"{finding.Images}: {finding.Where}"),
            Has.Some.Matches<string>(told => told.Contains(image, StringComparison.Ordinal)
                && (told.Contains($"layer {site.Layer + 1} of ", StringComparison.Ordinal) || told.Contains("the image", StringComparison.Ordinal))));
    }
}
