using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>The connection to the engine is cut under a build or a switch: the run says so and ends; the same command then deploys.</summary>
public sealed class CutConnectionTests : DeployedApplication
{
    [TestCase("web | #")]
    [TestCase("Container NAME-web  Recreate")]
    public async Task The_same_command_deploys_once_the_engine_can_be_reached(string moment)
    {
        await using var relay = EngineRelay.Start();
        var environment = new Dictionary<string, string?> { ["DOCKER_HOST"] = relay.Address };
        await File.WriteAllTextAsync(Application.GreetingFile, $"after {moment}\n");

        using (var host = Stack.Start("QuickDockerMulti", environment))
        {
            await host.PrintsAsync(moment.Replace("NAME", Stack.Name, StringComparison.Ordinal), Stack.Limit);
            relay.Cut();
            var ended = await host.EndAsync(TimeSpan.FromMinutes(2));
            Assert.That(ended.ExitCode, Is.EqualTo(1), ended.Output);
            Assert.That(ended.Output, Does.Contain("Error: ").And.Contain("engine").And.Not.Contain("Done. "));
        }

        relay.Mend();
        var again = await Stack.RunAsync("QuickDockerMulti", environment);

        Assert.That(again.ExitCode, Is.Zero, again.Output);
        Assert.That(await Stack.Http.GetStringAsync("/"), Is.EqualTo($"after {moment}\n"));
        Assert.That(await Stack.ContainersAsync(), Has.Count.EqualTo(1));
    }
}
