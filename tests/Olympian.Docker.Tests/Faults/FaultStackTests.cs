namespace Olympian.Docker.Tests.Faults;

/// <summary>The build host deploys on a test's own engine as on the user's, and what the battery looks at is where it looks.</summary>
[Parallelizable]
public sealed class FaultStackTests
{
    [Test]
    public async Task Deploys_serves_keeps_its_conversation_and_leaves_strangers_alone()
    {
        await using var stack = await FaultStack.StartAsync();
        await stack.PullBasesAsync();
        await stack.Strangers.MoveInAsync(stack.Registry.Reference(stack.RuntimeBase));
        var strangers = await stack.Strangers.SnapshotAsync();

        await stack.Stack.DoAsync("QuickDockerMulti");
        await stack.StoreConversationAsync("precious");

        Assert.Multiple(async () =>
        {
            Assert.That(await stack.GreetingAsync(), Is.EqualTo("hello\n"));
            Assert.That(await stack.ConversationAsync(), Is.EqualTo("precious"));
            Assert.That((await stack.Stack.BuildInfoAsync())["cacheBust"], Is.EqualTo(stack.Stack.BuildArguments()["CACHE_BUST"]));
            Assert.That(stack.CachedStepSite.Store.FileOfTheBuilder(stack.CachedStepSite.BuilderFile!), Does.Exist);
            Assert.That(stack.CacheMountSite.Store.FileOfTheBuilder(stack.CacheMountSite.BuilderFile!), Does.Exist);
            Assert.That(stack.RuntimeSite.Stored.FileOf(FaultBase.Text), Does.Exist);
            Assert.That(stack.BuilderSite.Stored.FileOf(FaultBase.Text), Does.Exist);
            Assert.That(await stack.Strangers.SnapshotAsync(), Is.EqualTo(strangers));
        });

        // Nobody else's network has that port.
        using var outside = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Assert.That(() => outside.GetStringAsync(stack.Stack.Http.BaseAddress), Throws.TypeOf<HttpRequestException>());

        // Touched, the strangers' things would be noticed: what their volume holds, what a name leads to.
        await stack.Engine.AskAsync("container", "exec", "their-server", "sh", "-c", "echo lost > /data/conversation.txt");
        await stack.Engine.AskAsync("image", "rm", "their/base:kept");
        Assert.That(await stack.Strangers.SnapshotAsync(), Has.Exactly(strangers.Count - 2).Matches<string>(strangers.Contains));
    }
}
