using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>What no command of Docker's heals is healed on the stopped engine, and everything else is left as it is.</summary>
[Parallelizable]
public sealed class OfflineHealingTests
{
    private const string Harmless = "is not damaged";
    private static readonly string Place = BatteryPlace.RuntimeBase.Words();
    private const string Named = "No command of Docker's heals this.";

    // Fault; whether an online Heal has to give up; what the offline one says.
    private static IEnumerable<TestCaseData> Provable() =>
    [
        Row("cache-id emptied", true, "that directory's archive, made again, has the layer's digest"),
        Row("cache-id deleted", true, "that directory's archive, made again, has the layer's digest"),
        Row("parent altered", true, "the entry's own name is a digest of it"),
        Row("diff altered", false, "the entry's own name is a digest of it"),
        Row("size altered", false, Harmless),
        Row("empty entry left over", false, "what is left of its entry no engine takes in"),
    ];

    [TestCaseSource(nameof(Provable))]
    public async Task Writes_anew_what_is_proven_and_loses_nothing(string fault, bool isUnknown, string said)
    {
        await using var stack = await DeployedAsync(stack => stack.RuntimeBase);
        var strangers = await stack.Strangers.SnapshotAsync(acrossARestart: true);
        await FaultTable.Named($"layer database: {fault}").InjectAsync(stack.RuntimeSite);
        if (isUnknown)
        {
            (await stack.Stack.RunAsync("Heal")).IsRefusal(1, Named, $"--offline --data-root={stack.Engine.DataRoot}");
        }

        var output = await new OfflineOperator(stack).HealAsync();

        Assert.That(output, Does.Contain(said));
        Assert.That(output, Does.Not.Contain("image that goes").And.Not.Contain("container of this project that goes"));
        await stack.Stack.DoAsync("Heal");
        await stack.Stack.DoAsync("UpProd");
        Assert.That(await stack.ConversationAsync(), Is.EqualTo("precious"));
        Assert.That(await stack.Strangers.SnapshotAsync(acrossARestart: true), Is.EqualTo(strangers));
        BatteryTable.Add(new(
            $"layer database: {fault}",
            Place,
            isUnknown ? "store, by Heal" : "Heal --offline",
            said == Harmless ? "of no consequence: nothing to heal" : "written anew by Heal --offline; nothing lost"));
    }

    [Test]
    public async Task Lets_go_of_a_lost_layer_with_all_that_depends_on_it_and_can_put_it_back()
    {
        await using var stack = await DeployedAsync(stack => stack.BuilderBase);
        var strangers = await stack.Strangers.SnapshotAsync(acrossARestart: true);
        var person = new OfflineOperator(stack);
        (await person.HostAsync()).IsRefusal(2, $"The engine with the data root {stack.Engine.DataRoot} runs.", "systemctl stop");

        await FaultTable.Named("layer database: entry gone").InjectAsync(stack.RuntimeSite);
        (await stack.Stack.RunAsync("Heal")).IsRefusal(1, Named, stack.Registry.Reference(stack.RuntimeBase), "the layer database has no entry of it");

        await stack.Engine.StopAsync();
        var broken = await person.ListingAsync();
        var healed = await person.HostAsync();
        Assert.That(healed.ExitCode, Is.Zero, healed.Output);
        Assert.That(await person.ListingAsync(), Is.Not.EqualTo(broken));
        Assert.That(await Tool.RunAsync("stat", ["--format=%a", person.Backups().Single()], CancellationToken.None), Does.StartWith("700"));
        await person.PutBackAsync();
        Assert.That(await person.ListingAsync(), Is.EqualTo(broken));
        await stack.Engine.StartAsync();

        var output = await person.HealAsync();

        Assert.That(output, Does.Contain($"container of this project that goes, with what it wrote outside of volumes: {stack.Stack.Name}-web"));
        await stack.Stack.DoAsync("QuickDockerMulti");
        await stack.Stack.DoAsync("Heal");
        Assert.That(await stack.ConversationAsync(), Is.EqualTo("precious"));
        Assert.That(await stack.Strangers.SnapshotAsync(acrossARestart: true), Is.EqualTo(strangers));
        BatteryTable.Add(new("layer database: entry gone", Place, "store, by Heal", "let go of by Heal --offline, deployed by the next QuickDockerMulti"));
    }

    [Test]
    public async Task Lets_go_of_a_strangers_image_only_with_consent_and_never_of_his_container()
    {
        await using var stack = await DeployedAsync(stack => stack.RuntimeBase);
        var person = new OfflineOperator(stack);
        await FaultTable.Named("layer database: entry gone").InjectAsync(stack.RuntimeSite);
        await stack.Engine.StopAsync();
        var broken = await person.ListingAsync();

        (await person.HostAsync()).IsRefusal(2, "shop/web:production", "their-server", "olympian-fork/multi:1", "their-job", "--with-strangers");
        Assert.That(await person.ListingAsync(), Is.EqualTo(broken));

        var containers = Directory.GetDirectories(Path.Combine(stack.Engine.DataRoot, "containers")).Length;
        var output = await person.HealAsync("--with-strangers");

        Assert.That(output, Does.Contain("container their-server cannot start any more; what it wrote stays in"));
        Assert.That(Directory.GetDirectories(Path.Combine(stack.Engine.DataRoot, "containers")), Has.Length.EqualTo(containers - 1));
        await stack.Stack.DoAsync("QuickDockerMulti");
        Assert.That(await stack.ConversationAsync(), Is.EqualTo("precious"));
        BatteryTable.Add(new(
            "layer database: entry gone", "a base that strangers stand on", "Heal --offline", "refused without --with-strangers; with it let go of, their container left"));
    }

    private static async Task<FaultStack> DeployedAsync(Func<FaultStack, PublishedImage> strangersBase)
    {
        var stack = await FaultStack.StartAsync();
        try
        {
            await stack.PullBasesAsync();
            await stack.Strangers.MoveInAsync(stack.Registry.Reference(strangersBase(stack)));
            await stack.Stack.DoAsync("QuickDockerMulti");
            await stack.StoreConversationAsync("precious");
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    private static TestCaseData Row(string fault, bool isUnknown, string said) => new TestCaseData(fault, isUnknown, said).SetArgDisplayNames(fault);
}
