namespace Olympian.Docker.Tests.Faults;

/// <summary>What <c>--fresh=proof</c> must not keep: a release whose base moved at the registry, or whose layers are damaged.</summary>
[Parallelizable]
public sealed class FreshProofFaultTests
{
    private static async Task<FaultStack> DeployedAsync()
    {
        var stack = await FaultStack.StartAsync();
        await stack.Stack.DoAsync("QuickDockerMulti");
        return stack;
    }

    private static string Release(FaultStack stack) => stack.Stack.BuildArguments()["CACHE_BUST"];

    [Test]
    public async Task A_base_that_is_another_at_the_registry_is_built_upon()
    {
        await using var stack = await DeployedAsync();
        var before = Release(stack);
        var newer = stack.PublishNewerRuntimeBase();

        var ended = await stack.Stack.DoAsync("QuickDockerMulti", "--fresh=proof");
        var again = await stack.Stack.DoAsync("QuickDockerMulti", "--fresh=proof");

        Assert.Multiple(() =>
        {
            Assert.That(ended.Output, Does.Contain("Building anew: ").And.Contain("the base is what its name means now").And.Contain($"found {newer.ManifestDigest}"));
            Assert.That(Release(stack), Is.Not.EqualTo(before));
            Assert.That(again.Output, Does.Contain($"release {Release(stack).Split('.')[0]} is kept"));
        });
    }

    [Test]
    public async Task A_registry_that_does_not_answer_proves_nothing()
    {
        await using var stack = await DeployedAsync();
        await stack.Registry.DisposeAsync();

        var ended = await stack.Stack.RunAsync("QuickDockerMulti", "--fresh=proof");

        // An ultra-clean build needs the registry; what runs goes on.
        Assert.That(ended.ExitCode, Is.EqualTo(1), ended.Output);
        Assert.That(ended.Output, Does.Contain("Building anew: ").And.Contain("nobody who says so"));
        Assert.That(await stack.GreetingAsync(), Is.EqualTo("hello\n"));
    }

    [Test]
    public async Task A_damaged_layer_is_healed_and_not_kept()
    {
        await using var stack = await DeployedAsync();
        var before = Release(stack);
        await FaultTable.Named("file byte flipped").InjectAsync(stack.RuntimeSite);

        var ended = await stack.Stack.DoAsync("QuickDockerMulti", "--fresh=proof");
        await stack.Stack.DoAsync("VerifyImages");

        Assert.That(ended.Output, Does.Contain("Building anew: web: layers ").And.Contain("found damaged"));
        Assert.That(Release(stack), Is.Not.EqualTo(before));
    }
}
