using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>Damaged layers that somebody else stands on too, and damaged layers that a build would make once more.</summary>
[Parallelizable]
public sealed class SharedLayerBatteryTests
{
    [Test]
    public async Task Is_stepped_around_and_its_other_owners_are_named_when_strangers_stand_on_it()
    {
        await using var stack = await FaultStack.StartAsync();
        await stack.PullBasesAsync();
        await stack.Strangers.MoveInAsync(stack.Registry.Reference(stack.RuntimeBase));
        await stack.Stack.DoAsync("QuickDockerMulti");
        await stack.StoreConversationAsync("precious");
        var strangers = await stack.Strangers.SnapshotAsync();
        var sound = await DigestAsync(stack, $"/{FaultBase.Large}");
        await FaultTable.Named("file byte flipped").InjectAsync(stack.RuntimeSite);

        var deployed = await stack.Stack.DoAsync("QuickDockerMulti");
        var left = await stack.Stack.RunAsync("Heal");

        await TestContext.Out.WriteLineAsync($"{deployed.Output}\n{left.Output}");
        Assert.That(deployed.Output, Does.Contain("somebody else holds the damaged layers too, and is left alone"));
        left.IsRefusal(1, "shop/web:production", "olympian-fork/multi:1", "their-server", "docker rmi ");
        Assert.That(await DigestAsync(stack, $"/{FaultBase.Large}"), Is.EqualTo(sound));
        Assert.That(await stack.ConversationAsync(), Is.EqualTo("precious"));
        Assert.That(await stack.Strangers.SnapshotAsync(), Is.EqualTo(strangers));
        BatteryTable.Add(new(
            "file byte flipped", "a base that strangers stand on", "store", "deployed upon a sound copy by QuickDockerMulti; Heal names the strangers and refuses the rest"));
    }

    // A copy of one file into the root of a base makes the same layer in every build, and an engine that has a layer does not write it again.
    [Test]
    public async Task Is_not_taken_over_by_a_build_that_makes_the_damaged_layer_once_more()
    {
        const string copied = "large-copied.bin";
        await using var stack = await FaultStack.StartAsync();
        const string from = "FROM ${NGINX_IMAGE}\n";
        var dockerfile = await File.ReadAllTextAsync(stack.Application.Dockerfile);
        await File.WriteAllTextAsync(
            stack.Application.Dockerfile, dockerfile.Replace(from, $"{from}COPY --from=build /{FaultBase.Large} /{copied}\n", StringComparison.Ordinal));
        await stack.Stack.DoAsync("QuickDockerMulti");
        var sound = await DigestAsync(stack, $"/{copied}");
        var image = (await stack.Stack.InspectAsync("container", $"{stack.Stack.Name}-web")).GetProperty("Image").GetString()!;
        var path = stack.Store.LayersOf(image).Select(layer => layer.FileOf(copied)).Single(File.Exists);
        await FileDamage.FlipByteAsync(path);

        var deployed = await stack.Stack.DoAsync("QuickDockerMulti");

        await TestContext.Out.WriteLineAsync(deployed.Output);
        Assert.That(deployed.Output, Does.Contain("DAMAGED web").And.Contain(copied));
        Assert.That(await DigestAsync(stack, $"/{copied}"), Is.EqualTo(sound));
        Assert.That((await stack.Stack.RunAsync("VerifyImages")).ExitCode, Is.Zero);
        BatteryTable.Add(new("file byte flipped", "a layer that the build makes once more", "store", "healed by QuickDockerMulti"));
    }

    private static async Task<string> DigestAsync(FaultStack stack, string path) =>
        (await stack.Engine.AskAsync("container", "exec", $"{stack.Stack.Name}-web", "sha256sum", path))[..64];
}
