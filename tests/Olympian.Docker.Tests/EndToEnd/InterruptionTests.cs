using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>Ctrl-C and a polite kill: the run ends at once and in order, and what runs goes on running.</summary>
public sealed class InterruptionTests : DeployedApplication
{
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(15);

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
}
