using NUnit.Framework.Constraints;
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

    // From one container's end to the next one's health, on a machine that does other things as well.
    private static readonly TimeSpan LongestSwitch = TimeSpan.FromSeconds(30);

    // After the first the stack runs upon a copy of its base; the next builds upon the base itself again. One fault after the other is healed by
    // the other target, so that each target heals half of the faults in each place.
    private static readonly BatteryPlace[] Places = [BatteryPlace.RuntimeBase, BatteryPlace.OwnLayer, BatteryPlace.BuilderBase];

    private static readonly IReadOnlyList<Fault> Faults =
    [
        .. FaultTable.All.Where(fault => fault.Place is FaultPlace.LayerFile or FaultPlace.LayerDirectory or FaultPlace.TarSplit),
    ];

    // By default every fault once; in full, in every place.
    private static IEnumerable<TestCaseData> Cases() =>
        from fault in Faults.Index()
        from place in Places.Index()
        where Suite.IsFull || place.Index == fault.Index % Places.Length

        // The builder copies a file of two names as two files.
        where !(fault.Item.Name == "file hard link broken" && place.Item == BatteryPlace.OwnLayer)
        let target = (fault.Index + place.Index) % 2 == 0 ? HealTarget : DeployTarget
        select new TestCaseData(fault.Item.Name, $"{place.Item}", target).SetArgDisplayNames(fault.Item.Name, $"{place.Item}", target);

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
        Assert.That(ways, WaysThatSee(name));
        NamesThePlace(found, battery, place, site);

        var (healed, answers, gap) = await ServingProbe.WhileAsync(battery.Faults, battery.Stack.RunAsync(target));
        await TestContext.Out.WriteLineAsync($"{healed.Output}\nmeanwhile: {answers} answers, at most {gap.TotalSeconds:0.0} s without one");
        Assert.That(healed.ExitCode, Is.Zero, healed.Output);
        Assert.That(answers, Is.Positive, "the old stack serves while it is healed");
        Assert.That(gap, Is.LessThan(LongestSwitch));
        await battery.IsWholeAsync();
        Assert.That(await battery.LookAsync("--ways=store,save,rootfs"), Is.Empty);
        BatteryTable.Add(new(name, place.Words(), ways, $"healed by {target}"));
    }

    // What a container sees and the layer's record does not tell, saving does not see; what saving refuses, no container is made of.
    private static IResolveConstraint WaysThatSee(string fault) => fault switch
    {
        "file hard link broken" => Is.EqualTo("store"),
        "file byte flipped" or "file truncated" or "file emptied" or "file deleted" or "file renamed" => Is.EqualTo("store, save"),
        _ when fault.StartsWith("tar-split", StringComparison.Ordinal) => Is.EqualTo("store, save"),
        _ when fault.StartsWith("file ", StringComparison.Ordinal) => Is.EqualTo("store, rootfs"),

        // How layers hang together shows in other ways in a topmost layer than below one.
        _ => Does.StartWith("store"),
    };

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
