using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>Ctrl-C and a polite kill: the run ends at once and in order, and the next one succeeds.</summary>
/// <remarks>OLYMPIAN_SUITE=full interrupts at many moments of a start.</remarks>
public sealed class InterruptionTests : DeployedApplication
{
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(15);

    // After compose said that it begins to replace the container: about 0.1 s later the new one is there under a name of its own.
    private static IEnumerable<int> MillisecondsIntoAStart =>
        Environment.GetEnvironmentVariable("OLYMPIAN_SUITE") == "full" ? Enumerable.Range(0, 30).Select(i => 20 * i) : [100];

    [TestCase("INT")]
    [TestCase("TERM")]
    public async Task A_build_ends_at_once_leaving_no_process_and_nothing_changed_on(string signal)
    {
        var info = await Stack.BuildInfoAsync();
        var containers = await Stack.ContainersAsync();
        Application.WriteDockerfile("RUN echo begun && sleep 300");

        using var host = Stack.Start("QuickDockerMulti", new Dictionary<string, string?>());
        await host.PrintsAsync(" begun\n", Stack.Limit);
        host.Signal(signal);
        var ended = await host.EndAsync(Seconds);

        ended.IsRefusal(130, "Interrupted.");
        await Processes.AreGoneAsync(Stack.Name);
        Assert.That(await Stack.ContainersAsync(), Is.EqualTo(containers));
        Assert.That(await Stack.BuildInfoAsync(), Is.EqualTo(info));

        Application.WriteDockerfile("");
        await Stack.DoAsync("BuildProd", "--target=UpProd");
        Assert.That((await Stack.BuildInfoAsync())["cacheBust"], Is.Not.EqualTo(info["cacheBust"]));
    }

    [TestCaseSource(nameof(MillisecondsIntoAStart))]
    public async Task A_start_that_was_interrupted_does_not_hinder_the_next(int milliseconds)
    {
        await Stack.DoAsync("BuildProd");
        using (var host = Stack.Start("UpProd", new Dictionary<string, string?>()))
        {
            await host.PrintsAsync($"Container {Stack.Name}-web  Recreate", Stack.Limit);
            await Task.Delay(milliseconds);
            host.Signal("INT");

            // So late that it was done is no interruption.
            Assert.That((await host.EndAsync(Seconds)).ExitCode, Is.EqualTo(130).Or.Zero);
        }

        await Processes.AreGoneAsync(Stack.Name);
        await Stack.DoAsync("UpProd");
        Assert.That((await Stack.BuildInfoAsync())["cacheBust"], Is.EqualTo(Stack.BuildArguments()["CACHE_BUST"]));
    }

    [Test]
    public async Task A_successor_that_was_made_and_never_started_does_not_hinder_the_next_start()
    {
        var labels = await Stack.LabelOptionsAsync($"{Stack.Name}-web");
        await Stack.DoAsync("BuildProd");
        // As compose names it while it replaces the one that runs.
        await Stack.AskAsync(["container", "create", "--name", $"0123456789ab_{Stack.Name}-web", .. labels, $"{Stack.Name}/web:current"]);

        await Stack.DoAsync("UpProd");

        Assert.That(await Stack.ContainersAsync(), Has.Count.EqualTo(1));
    }
}
