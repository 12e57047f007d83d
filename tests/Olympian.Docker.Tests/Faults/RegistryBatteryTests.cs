using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>A registry that serves something else than the digests say.</summary>
[Parallelizable]
public sealed class RegistryBatteryTests : BatteryFixture
{
    // What is in use is looked for by digest, wherever its tag leads.
    private const string MovedTag = "registry: tag leads to an image whose layers are not its configuration's";

    private static IEnumerable<TestCaseData> Faults() =>
        FaultTable.All.Where(fault => fault.Place == FaultPlace.Registry)
            .Select(fault => new TestCaseData(fault.Name).SetArgDisplayNames(fault.Name));

    private static IEnumerable<TestCaseData> FaultsOfBlobs() => Faults().Where(row => (string)row.Arguments[0]! != MovedTag);

    [TestCaseSource(nameof(Faults))]
    public async Task Is_refused_while_the_old_stack_serves_when_a_newer_base_has_a(string name)
    {
        var battery = await BatteryAsync();
        var newer = battery.Faults.PublishNewerRuntimeBase();
        var injected = await FaultTable.Named(name).InjectAsync(
            battery.Faults.RuntimeSite with { ImageId = newer.ConfigDigest, Published = newer });
        await TestContext.Out.WriteLineAsync(injected.ToString());

        var refused = await battery.Stack.RunAsync("QuickDockerMulti");
        await TestContext.Out.WriteLineAsync(refused.Output);

        refused.IsRefusal(1, "damaged registry or transfer");
        await battery.IsWholeAsync();
        battery.Faults.PublishRuntimeBaseAgain();
        await battery.Stack.DoAsync("QuickDockerMulti");
        await battery.IsWholeAsync();
        BatteryTable.Add(new(name, "a newer runtime base", "the pull", "refused, the old stack serves; deployed when the registry was sound"));
    }

    [TestCaseSource(nameof(FaultsOfBlobs))]
    public async Task Is_found_by_looking_there_when_the_base_that_is_used_has_a(string name)
    {
        var battery = await BatteryAsync();
        var injected = await FaultTable.Named(name).InjectAsync(battery.Faults.RuntimeSite);
        await TestContext.Out.WriteLineAsync(injected.ToString());

        var found = await battery.LookAsync("--against-registry");

        await TestContext.Out.WriteLineAsync(string.Join('\n', found));
        Assert.That(BatteryStack.WaysOf(found), Is.EqualTo("registry"));
        await battery.IsWholeAsync();
        battery.Faults.PublishRuntimeBaseAgain();
        Assert.That(await battery.LookAsync("--against-registry"), Is.Empty);
        BatteryTable.Add(new(name, "the runtime base in use", "registry", "named; nothing here is damaged"));
    }
}
