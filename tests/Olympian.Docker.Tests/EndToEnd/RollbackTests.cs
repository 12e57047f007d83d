using System.Text.RegularExpressions;
using Olympian.Deployment.Images;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>A release that does not come up leaves the one before running, and anybody can go back without building.</summary>
public sealed class RollbackTests : DeployedApplication
{
    private const string NeverHealthy = "RUN printf 'console.log(\"waiting for nothing\");setInterval(() => {}, 1000)' > /app/server.js";
    private const string EndsAtOnce = "RUN printf 'console.log(\"no database\");process.exit(7)' > /app/server.js";
    private const string AnotherBuild = "RUN sed -i 's/sourceHash, cacheBust }/sourceHash: \"0123\", cacheBust }/' /app/server.js";

    private static readonly string[] Short = ["--wait-timeout=6s"];

    private async Task<string> RunningAsync() =>
        (await Stack.InspectAsync("container", $"{Stack.Name}-web")).GetProperty("Config").GetProperty("Labels").GetProperty(ImageLabels.Release).GetString()!;

    private string Built => Stack.BuildArguments()["CACHE_BUST"].Split('.')[0];

    private async Task<string> DeployAsync(string greeting)
    {
        await File.WriteAllTextAsync(Application.GreetingFile, greeting);
        await Stack.DoAsync("BuildProd", "--target=UpProd");
        return Built;
    }

    private async Task<Dictionary<string, string>> StatesAsync() =>
        Regex.Matches((await Stack.DoAsync("Releases")).Output, @"^(\d{8}-\d{6}-[0-9a-f]{4})  (\S.*?)  ", RegexOptions.Multiline)
            .ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value.Trim());

    [TearDown]
    public void The_application_is_well_again() => Application.WriteDockerfile("");

    [TestCase(NeverHealthy, "did not become healthy.", "  waiting for nothing")]
    [TestCase(EndsAtOnce, "did not become healthy.", "  no database")]
    [TestCase(AnotherBuild, "was started, but it is not what runs.", ", found 0123")]
    public async Task The_release_before_runs_again_when_the_new_one(string instruction, string what, string why)
    {
        var before = await DeployAsync($"before {why}\n");
        var image = (await Stack.InspectAsync("container", $"{Stack.Name}-web")).GetProperty("Image").GetString();
        Application.WriteDockerfile(instruction);

        await Stack.DoAsync("BuildProd");
        var failed = Built;
        var ended = await Stack.RunAsync("UpProd", Short);

        ended.IsRefusal(
            1, $"Release {failed} {what} Release {before}, which ran before, runs again (", why, $"./build.sh --target=Rollback --release={failed}");
        Assert.Multiple(async () =>
        {
            Assert.That(await Stack.Http.GetStringAsync("/"), Is.EqualTo($"before {why}\n"));
            Assert.That((await Stack.BuildInfoAsync())["cacheBust"], Does.StartWith(before));
            Assert.That((await Stack.InspectAsync("container", $"{Stack.Name}-web")).GetProperty("Image").GetString(), Is.EqualTo(image));
            Assert.That(await Stack.ContainersAsync(), Has.Count.EqualTo(1));
            Assert.That((await StatesAsync())[failed], Is.EqualTo("failed"));
        });

        await Stack.DoAsync("UpProd");
        Assert.That(await RunningAsync(), Is.EqualTo(before), "what did not come up is not started again because it is the newest");

        Application.WriteDockerfile("");
        await DeployAsync("mended\n");
        Assert.That(await StatesAsync(), Does.Not.ContainKey(failed), "it goes with the next success");
    }

    [Test]
    public async Task What_is_there_is_said_when_the_release_before_does_not_come_up_either()
    {
        var before = await DeployAsync("before both\n");

        // Not of any release: whichever is started, this ends beside it.
        Application.WriteCompose(
            """
              crash:
                image: ${NODE_IMAGE}
                command: ["sh", "-c", "exit 3"]
            """);
        try
        {
            await Stack.DoAsync("BuildProd");
            var failed = Built;

            (await Stack.RunAsync("UpProd", Short)).IsRefusal(
                1,
                $"Release {failed} did not become healthy. And release {before}, which ran before, could not be started again.",
                $"Going back: Release {before} did not become healthy.",
                "What is there now:",
                $"  {Stack.Name}-crash-1: exited, ",
                $"  {Stack.Name}-web: running, ",
                $", release {before}",
                $"./build.sh --target=Rollback --release={before}");
        }
        finally
        {
            Application.WriteCompose("");
        }

        await Stack.DoAsync("Rollback", $"--release={before}");
        Assert.That(await Stack.Http.GetStringAsync("/"), Is.EqualTo("before both\n"));
        Assert.That(await Stack.ContainersAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Rollback_goes_to_the_previous_release_and_forth_again()
    {
        var first = await DeployAsync("first\n");
        var second = await DeployAsync("second\n");

        var ended = await Stack.DoAsync("Rollback");

        Assert.That(ended.Output, Does.Contain($"Going to release {first}.").And.Contain($"SUCCESS: release {first} runs, "));
        Assert.That(await Stack.Http.GetStringAsync("/"), Is.EqualTo("first\n"));
        var states = await StatesAsync();
        Assert.That((states[first], states[second]), Is.EqualTo(("running", "previous")));

        await Stack.DoAsync("UpProd");
        Assert.That(await RunningAsync(), Is.EqualTo(first), "a start does not undo it");

        await Stack.DoAsync("Rollback");
        Assert.That(await Stack.Http.GetStringAsync("/"), Is.EqualTo("second\n"));

        ended = await Stack.DoAsync("Rollback", $"--release={second}");
        Assert.That(ended.Output, Does.Contain($"Release {second} runs already; it is proven again."));
        await Stack.DoAsync("Verify", "--exclusive");
    }

    [TestCase("20200101-000000-0000")]
    [TestCase("--release")]
    [TestCase("$(touch /tmp/olympian-canary)")]
    public async Task A_release_that_is_not_there_is_refused_with_those_that_are(string named)
    {
        var running = await RunningAsync();

        (await Stack.RunAsync("Rollback", $"--release={named}")).IsRefusal(2, $"has no release '{named}'", running, "--target=Releases");

        Assert.That(await RunningAsync(), Is.EqualTo(running));
        Assert.That(File.Exists("/tmp/olympian-canary"), Is.False);
    }

    [Test]
    public async Task As_many_releases_as_asked_for_are_kept_to_go_back_to_and_nobody_elses_is_touched()
    {
        var stranger = $"stranger/{Stack.Name}:1";
        await Stack.AskAsync("image", "tag", $"{Stack.Name}/web:current", stranger);
        try
        {
            var releases = new List<string>();
            for (var i = 0; i < 5; i++)
            {
                await File.WriteAllTextAsync(Application.GreetingFile, $"number {i}\n");
                await Stack.DoAsync("BuildProd", "--target=UpProd", "--keep=1");
                releases.Add(Built);
            }

            var states = await StatesAsync();
            Assert.Multiple(async () =>
            {
                Assert.That(states.Keys, Is.EquivalentTo(releases.TakeLast(3)), "running, previous and one more");
                Assert.That(states.Values, Is.EqualTo(new[] { "running", "previous", "kept" }));
                Assert.That(await Stack.AskAsync("image", "inspect", "--format", "{{.Id}}", stranger), Does.StartWith("sha256:"));
            });

            await Stack.DoAsync("Rollback", $"--release={releases[2]}", "--keep=1");
            Assert.That(await Stack.Http.GetStringAsync("/"), Is.EqualTo("number 2\n"));
        }
        finally
        {
            await Stack.AskAsync("image", "rm", stranger);
        }
    }
}
