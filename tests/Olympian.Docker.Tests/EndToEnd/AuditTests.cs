using System.Text.Json;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>Who did what when, on this machine and from another one.</summary>
public sealed class AuditTests : DeployedApplication
{
    private string History => Path.Combine(Stack.Checkout.Artifacts, "history.jsonl");

    private JsonElement[] Lines => File.Exists(History) ? [.. File.ReadAllLines(History).Select(line => JsonDocument.Parse(line).RootElement)] : [];

    [TearDown]
    public void The_application_is_well_again() => Application.WriteDockerfile("");

    [Test]
    public async Task A_deployment_leaves_a_line_with_its_targets_times_and_release()
    {
        await Stack.DoAsync("QuickDockerMulti");

        var run = Lines[^1];
        Assert.Multiple(() =>
        {
            Assert.That(run.GetProperty("project").GetString(), Is.EqualTo(Stack.Name));
            Assert.That(run.GetProperty("user").GetString(), Does.StartWith(Environment.UserName));
            Assert.That(run.GetProperty("outcome").GetString(), Is.EqualTo("succeeded"));
            Assert.That(run.GetProperty("exitCode").GetInt32(), Is.Zero);
            Assert.That(run.GetProperty("release").GetString(), Is.EqualTo(Stack.BuildArguments()["CACHE_BUST"].Split('.')[0]));
            Assert.That(
                run.GetProperty("durations").EnumerateObject().Select(target => target.Name),
                Is.EqualTo(new[] { "EnvMulti", "CleanBuildMulti", "GenerateBuildArgs", "BuildProdUltraClean", "UpProd", "QuickDockerMulti" }));
            Assert.That(run.GetProperty("removed").EnumerateArray().Select(what => what.GetString()), Has.Some.StartsWith("build cache: "));
        });
    }

    [Test]
    public async Task A_run_that_failed_says_so_and_one_that_was_refused_leaves_no_line()
    {
        await Stack.RunAsync("Rollback", "--release=20200101-000000-0000");
        Application.WriteDockerfile("RUN exit 3");
        await Stack.RunAsync("BuildProd");
        var run = Lines[^1];
        var count = Lines.Length;
        (await Stack.RunAsync("BuildProd", "--source=/nowhere")).IsRefusal(2, "/nowhere");

        Assert.That(run.GetProperty("outcome").GetString(), Is.EqualTo("failed"));
        Assert.That(run.GetProperty("exitCode").GetInt32(), Is.EqualTo(1));
        Assert.That(run.GetProperty("message").GetString(), Does.Contain("web"));
        Assert.That(Lines, Has.Length.EqualTo(count));
    }

    [TestCase("EnvMulti")]
    [TestCase("Verify")]
    [TestCase("VerifyImages")]
    public async Task What_was_proven_or_set_leaves_a_line_though_the_engine_was_only_read(string target)
    {
        var count = Lines.Length;
        await Stack.DoAsync(target);

        var run = Lines[count..].Single();
        Assert.That(run.GetProperty("targets").EnumerateArray().Single().GetString(), Is.EqualTo(target));
        Assert.That(run.GetProperty("exitCode").GetInt32(), Is.Zero);
    }

    // What is missing there only a person can complete: a record that wanted the settings before the questions would refuse the run.
    [Test]
    public async Task EnvMulti_is_recorded_after_it_has_asked_for_what_is_missing()
    {
        var file = Path.Combine(Stack.Directory, "incomplete.env");
        await File.WriteAllTextAsync(file, "MONGODB_MODE=external\nMONGODB_URI=mongodb://10.0.0.9/\nMONGODB_USER=anna\n");
        var count = Lines.Length;

        using var terminal = Stack.Checkout.StartOnTerminal(["--target=EnvMulti", $"--env-file={file}", "--skip-probes"], "\n\n\n\n");

        await terminal.PrintsAsync("(not shown)", Stack.Limit);
        Assert.That(Lines, Has.Length.EqualTo(count));
    }

    [Test]
    public async Task A_run_whose_settings_name_another_project_is_one_of_that_project()
    {
        var other = $"{Stack.Name}-renamed";
        await Stack.DoAsync("EnvMulti", $"--project-name={other}");

        Assert.That(Lines[^1].GetProperty("project").GetString(), Is.EqualTo(other));
        await Stack.DoAsync("EnvMulti");
    }

    [Test]
    public async Task An_interrupted_run_says_so()
    {
        Application.WriteDockerfile("RUN echo begun && sleep 300");
        using var host = Stack.Start("BuildProd", new Dictionary<string, string?>());
        await host.PrintsAsync(" begun\n", Stack.Limit);
        host.Signal("INT");
        await host.EndAsync(TimeSpan.FromSeconds(30));

        Assert.That(Lines[^1].GetProperty("outcome").GetString(), Is.EqualTo("interrupted"));
        Assert.That(Lines[^1].GetProperty("exitCode").GetInt32(), Is.EqualTo(130));
    }

    [Test]
    public async Task A_killed_run_is_written_down_by_the_next_one()
    {
        Application.WriteDockerfile("RUN echo begun && sleep 60");
        using (var host = Stack.Start("BuildProd", new Dictionary<string, string?>()))
        {
            await host.PrintsAsync(" begun\n", Stack.Limit);
        }

        await Processes.AreGoneAsync(Stack.Name);
        Application.WriteDockerfile("");
        await Stack.DoAsync("BuildProd");

        Assert.That(Lines.TakeLast(2).Select(run => run.GetProperty("outcome").GetString()), Is.EqualTo(new[] { "killed", "succeeded" }));
        Assert.That(Directory.EnumerateFiles(Path.Combine(Stack.Checkout.Artifacts, "runs")), Is.Empty);
    }

    [Test]
    public async Task Another_machine_can_ask_the_engine_who_started_what()
    {
        await Stack.DoAsync("UpProd");
        // A machine that has nothing of this checkout but the engine.
        File.Delete(History);

        var ended = await Stack.DoAsync("Audit", "--last=1");

        var release = Stack.BuildArguments()["CACHE_BUST"].Split('.')[0];
        Assert.That(ended.Output, Does.Contain($"No run on '{Stack.Name}' is in "));
        Assert.That(ended.Output, Does.Match($@"\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d  {Environment.UserName}\S*@\S+ +UpProd +\d{{8}}-"), release);
    }
}
