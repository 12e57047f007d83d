using NUnit.Framework.Interfaces;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>Tests that damage one deployed project after the other way; what one leaves healed is where the next begins.</summary>
public abstract class BatteryFixture
{
    private BatteryStack? battery;

    /// <summary>What the engine is like.</summary>
    private protected virtual TestEngineOptions? Options => null;

    /// <summary>The project; a new one after a test that failed, because nobody knows what that one left.</summary>
    private protected async Task<BatteryStack> BatteryAsync() => battery ??= await BatteryStack.StartAsync(Options);

    [TearDown]
    public async Task What_a_failure_left_is_not_built_upon()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed)
        {
            await Nothing_stays_behind();
        }
    }

    [OneTimeTearDown]
    public async Task Nothing_stays_behind()
    {
        if (battery is { } left)
        {
            battery = null;
            await left.DisposeAsync();
        }
    }
}
