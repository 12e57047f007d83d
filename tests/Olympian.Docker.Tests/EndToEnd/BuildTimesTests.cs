using System.Text.Json;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>What a deployment cost, and how it stands beside those before it.</summary>
public sealed class BuildTimesTests : DeployedApplication
{
    private string History => Path.Combine(Stack.Checkout.Artifacts, "history.jsonl");

    private JsonElement Last => JsonDocument.Parse(File.ReadLines(History).Last()).RootElement;

    [Test]
    [Order(1)]
    public void A_deployment_says_where_its_time_went()
    {
        var (run, profile) = (Last, Last.GetProperty("profile"));
        var total = run.GetProperty("seconds").GetDouble();
        var build = run.GetProperty("durations").GetProperty("BuildProdUltraClean").GetDouble();
        var start = run.GetProperty("durations").GetProperty("UpProd").GetDouble();
        var web = profile.GetProperty("services").EnumerateArray().Single();
        var steps = profile.GetProperty("steps").EnumerateArray().ToArray();
        // Durations of targets are kept to a tenth of a second.
        const double rounding = 0.1;

        Assert.Multiple(() =>
        {
            Assert.That(profile.GetProperty("buildKind").GetString(), Is.EqualTo("first"));
            Assert.That(web.GetProperty("service").GetString(), Is.EqualTo("web"));
            Assert.That(web.GetProperty("buildSeconds").GetDouble(), Is.GreaterThan(0).And.LessThan(build + rounding));
            Assert.That(build, Is.LessThan(total));
            Assert.That(steps.Select(step => step.GetProperty("step").GetString()), Has.Some.Contains("RUN printf").And.Some.Contains("COPY --from=build"));
            Assert.That(steps.Select(step => step.GetProperty("seconds").GetDouble()), Is.Ordered.Descending.And.All.InRange(0, web.GetProperty("buildSeconds").GetDouble()));
            Assert.That(steps.Where(step => step.GetProperty("step").GetString()!.Contains("RUN printf")).Select(step => step.GetProperty("cached").GetBoolean()), Has.All.False);
            Assert.That(profile.GetProperty("verification").EnumerateObject().Select(way => way.Value.GetDouble()), Is.Not.Empty.And.All.InRange(0, total));

            // It was started and checked by the engine, and between its checks nothing worked.
            Assert.That(web.GetProperty("startSeconds").GetDouble(), Is.GreaterThan(0.2).And.LessThan(start + rounding));
            Assert.That(profile.GetProperty("waitingSeconds").GetDouble(), Is.GreaterThan(0.1).And.LessThan(start + rounding));
        });
    }

    [Test]
    [Order(2)]
    public async Task Runs_of_each_kind_are_shown_beside_each_other_without_an_engine()
    {
        await Stack.DoAsync("QuickDockerMulti");
        await Stack.DoAsync("BuildProd");
        await File.AppendAllTextAsync(History, "half a li\n");

        var ended = await Stack.RunAsync("BuildTimes", new Dictionary<string, string?> { ["DOCKER_HOST"] = "unix:///nowhere/docker.sock" });

        Assert.That(ended.ExitCode, Is.Zero, ended.Output);
        Assert.Multiple(() =>
        {
            Assert.That(ended.Output, Does.Contain("First builds, built and started:").And.Contain("Clean builds (--no-cache), built and started:").And.Contain("Cached builds, built alone:"));
            Assert.That(ended.Output, Does.Match(@"(?m)^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  \d{8}-\S+  succeeded +\d+\.\d +\d+\.\d +\d+\.\d +\d+\.\d +\d+\.\d +\d+\.\d +\d+ %"));
            Assert.That(ended.Output, Does.Match(@"(?m)^median of 1 "));
            Assert.That(ended.Output, Does.Match(@"(?m)^cached +web +\[build \d/\d\] "));
            Assert.That(ended.Output, Does.Contain("because it is no whole record: line 4."));
        });
    }

    [Test]
    [Order(3)]
    public async Task A_checkout_without_a_history_says_so()
    {
        File.Delete(History);

        Assert.That((await Stack.DoAsync("BuildTimes")).Output, Does.Contain($"No build of '{Stack.Name}' whose times were noted is in "));
    }
}
