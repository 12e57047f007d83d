using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>An engine that is killed under a build or a switch: the run says so and ends; when the engine is back, the same command deploys.</summary>
public sealed class EngineTroubleTests
{
    private const string Conversation = "does this survive?";

    [TestCase("#")]
    [TestCase("Recreate")]
    public async Task The_same_command_deploys_once_the_engine_is_back(string moment)
    {
        await using var stack = await FaultStack.StartAsync();
        await stack.Stack.DoAsync("QuickDockerMulti");
        await stack.StoreConversationAsync(Conversation);
        await File.WriteAllTextAsync(stack.Application.GreetingFile, "newer\n");

        using (var host = stack.Stack.Start("QuickDockerMulti", new Dictionary<string, string?>()))
        {
            await host.PrintsAsync(moment == "#" ? "web | #" : $"Container {stack.Stack.Name}-web  Recreate", Stack.Limit);
            await stack.Engine.KillAsync(EngineDeath.Alone);
            var ended = await host.EndAsync(TimeSpan.FromMinutes(3));
            Assert.That(ended.ExitCode, Is.EqualTo(1), ended.Output);
            Assert.That(ended.Output, Does.Contain("Error: ").And.Contain("engine").And.Not.Contain("Done. "));
        }

        await stack.Engine.StartAsync();
        await stack.Stack.DoAsync("QuickDockerMulti");

        Assert.That(await stack.GreetingAsync(), Is.EqualTo("newer\n"));
        Assert.That(await stack.ConversationAsync(), Is.EqualTo(Conversation));
        Assert.That(await stack.Stack.ContainersAsync(), Has.Count.EqualTo(1));
    }
}
