using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>Each target alone, as a process of its own, and the ways to name and show them.</summary>
public sealed class TargetsTests : DeployedApplication
{
    [Test, Order(1)]
    public void The_main_job_says_what_people_watch_for()
    {
        var arguments = Stack.BuildArguments();

        Assert.Multiple(() =>
        {
            Assert.That(Deployment.Output, Does.Contain(
                $"Using build arguments: BUILD_DATE={arguments["BUILD_DATE"]} "
                + $"GIT_COMMIT={arguments["GIT_COMMIT"]} CACHE_BUST={arguments["CACHE_BUST"]}"));
            Assert.That(Deployment.Output, Does.Contain("Web build completed successfully"));
            Assert.That(Deployment.Output, Does.Contain($"Open http://127.0.0.1:{Stack.Port}"));
        });
    }

    [Test]
    public async Task A_dry_run_shows_the_order_and_runs_nothing()
    {
        var before = await StateAsync();

        var ended = await Stack.DoAsync("QuickDockerMulti", "--dryrun");

        string[] order = ["EnvMulti", "CleanBuildMulti", "GenerateBuildArgs", "BuildProdUltraClean", "UpProd", "QuickDockerMulti"];
        Assert.That(
            ended.Lines.Where(line => line.Length > 0 && char.IsAsciiDigit(line[0])),
            Is.EqualTo(order.Select((target, i) => $"{i + 1}. {target}")));
        Assert.That(await StateAsync(), Is.EqualTo(before));
    }

    [TestCase("--tree")]
    [TestCase("--description")]
    public async Task Every_target_is_shown_by(string option)
    {
        using var host = Stack.Checkout.Start([option]);
        var ended = await host.EndAsync(Stack.Limit);

        Assert.That(ended.ExitCode, Is.Zero, ended.Output);
        Assert.That(ended.Output, Does.Contain("QuickDockerMulti").And.Contain("PruneImages").And.Contain("Verify"));
    }

    [Test]
    public async Task Separate_processes_make_a_release_together()
    {
        await Stack.DoAsync("GenerateBuildArgs", "--exclusive");
        await Stack.DoAsync("BuildProd", "--exclusive");
        await Stack.DoAsync("UpProd", "--exclusive");

        Assert.That((await Stack.BuildInfoAsync())["cacheBust"], Is.EqualTo(Stack.BuildArguments()["CACHE_BUST"]));
    }

    [Test]
    public async Task Kebab_case_names_the_same_targets()
    {
        await Stack.DoAsync("build-prod-clean", "--target=up-prod");

        Assert.That((await Stack.BuildInfoAsync())["cacheBust"], Is.EqualTo(Stack.BuildArguments()["CACHE_BUST"]));
    }

    [Test]
    public async Task Status_shows_what_runs()
    {
        var container = await Stack.InspectAsync("container", $"{Stack.Name}-web");
        var image = container.GetProperty("Image").GetString()!["sha256:".Length..][..12];

        var row = (await Stack.DoAsync("Status")).Lines.Single(line => line.Contains("running", StringComparison.Ordinal));

        Assert.That(row, Does.Contain("web").And.Contain("healthy").And.Contain(image).And.Contain($"127.0.0.1:{Stack.Port}->8080/tcp"));
    }

    [Test]
    public async Task Logs_show_what_a_service_printed()
    {
        var all = await Stack.DoAsync("Logs", "--tail=1");
        var one = await Stack.DoAsync("Logs", "--service=web");

        Assert.That(all.Output, Does.Contain("listening"));
        Assert.That(one.Output, Does.Contain("listening"));
    }

    [Test]
    public async Task Logs_of_an_unknown_service_are_refused() =>
        (await Stack.RunAsync("Logs", "--service=wbe")).IsRefusal(2, "has no service 'wbe'", "'web'", "./build.sh --target=Status");

    [Test]
    public async Task Later_compose_files_are_merged_into_the_first()
    {
        var more = Path.Combine(Stack.Directory, "more.yml");
        await File.WriteAllTextAsync(more, "services:\n  web:\n    labels:\n      org.example.more: there\n");

        await Stack.DoAsync("UpProd", $"--compose-file={Application.ComposeFile}", $"--compose-file={more}");

        var labels = (await Stack.InspectAsync("container", $"{Stack.Name}-web")).GetProperty("Config").GetProperty("Labels");
        Assert.That(labels.GetProperty("org.example.more").GetString(), Is.EqualTo("there"));
    }

    [Test]
    public async Task A_plan_of_cleaning_removes_nothing()
    {
        var leftover = await LeftoverAsync("plan");
        await Stack.DoAsync("GenerateBuildArgs");
        var before = await StateAsync();

        var ended = await Stack.DoAsync("CleanBuildMulti", "--plan");

        Assert.Multiple(async () =>
        {
            Assert.That(ended.Output, Does.Contain($"would remove container {leftover}"));
            Assert.That(await StateAsync(), Is.EqualTo(before));
            Assert.That(File.Exists(Stack.Checkout.BuildArgumentsFile));
        });
    }

    [Test]
    public async Task Stop_and_start_bring_the_same_release_back()
    {
        var before = await Stack.BuildInfoAsync();

        await Stack.DoAsync("Stop");
        Assert.That(() => Stack.BuildInfoAsync(), Throws.InstanceOf<HttpRequestException>());
        await Stack.DoAsync("UpProd");
        await Stack.DoAsync("Restart");

        Assert.That(await Stack.BuildInfoAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task What_compose_run_left_says_nothing_of_what_runs()
    {
        await LeftoverAsync("run");

        await Stack.DoAsync("UpProd");
        await Stack.DoAsync("Verify");
    }

    // As `docker compose run` without --rm leaves one; the image's labels are inherited.
    private async Task<string> LeftoverAsync(string name)
    {
        var container = $"{Stack.Name}-web-run-{name}";
        await Stack.AskAsync(
            "container", "create", "--name", container,
            "--label", $"com.docker.compose.project={Stack.Name}",
            "--label", "com.docker.compose.service=web",
            "--label", "com.docker.compose.oneoff=True", $"{Stack.Name}/web:current");
        return container;
    }

    private async Task<string> StateAsync() => string.Join('\n', [
        .. (await Stack.ImagesAsync()).Order(StringComparer.Ordinal),
        .. (await Stack.ContainersAsync()).Order(StringComparer.Ordinal),
        .. (await Stack.AskAsync("image", "ls", "--format", "{{.Repository}}:{{.Tag}} {{.ID}}", "--filter", $"reference={Stack.Name}/*"))
            .Split('\n').Order(StringComparer.Ordinal),
    ]);
}
