using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>A release that starts and is not well, or not itself, is never called a success.</summary>
public sealed class FailedStartTests
{
    private Stack stack = null!;
    private TinyApplication application = null!;

    [OneTimeSetUp]
    public async Task A_project_of_its_own()
    {
        stack = await Stack.CreateAsync();
        application = TinyApplication.In(stack.Directory);
        stack.Always(application.Options);
        await stack.DoAsync("EnvMulti");
    }

    [OneTimeTearDown]
    public async Task Nothing_stays_behind() => await stack.DisposeAsync();

    [Test, Order(1)]
    public async Task Without_a_release_the_command_that_makes_one_is_named() =>
        (await stack.RunAsync("UpProd")).IsRefusal(
            1, $"Project '{stack.Name}' has no verified release to start.", "./build.sh --target=BuildProdUltraClean");

    [Test]
    public async Task A_service_that_never_becomes_healthy_is_shown_with_its_last_lines_within_the_limit()
    {
        application.WriteDockerfile("RUN printf 'console.log(\"waiting for nothing\");setInterval(() => {}, 1000)' > /app/server.js");

        await stack.DoAsync("BuildProd");
        var ended = await stack.RunAsync("UpProd", "--wait-timeout=6s");

        ended.IsRefusal(
            1,
            "did not become healthy.",
            $"{stack.Name}-web: running, ",
            "  waiting for nothing",
            "No other release ran before that could be started again: the containers stay as they are",
            "./build.sh --target=Logs");
        Assert.That(ended.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(5)).And.LessThan(TimeSpan.FromSeconds(40)));
    }

    [Test]
    public async Task A_service_that_ends_at_once_is_shown_with_its_exit_code_and_last_lines()
    {
        application.WriteDockerfile("RUN printf 'console.log(\"no database\");process.exit(7)' > /app/server.js");

        await stack.DoAsync("BuildProd");

        (await stack.RunAsync("UpProd", "--wait-timeout=30s")).IsRefusal(
            1, "did not become healthy.", $"{stack.Name}-web: exited, ", "exit code 7", "  no database");
    }

    [Test]
    public async Task A_service_that_is_not_built_here_and_ends_again_and_again_is_no_success()
    {
        application.WriteDockerfile("");
        application.WriteCompose(
            """
              crash:
                image: ${NODE_IMAGE}
                restart: always
                command: ["sh", "-c", "sleep 3; exit 1"]
            """);
        try
        {
            await stack.DoAsync("BuildProd");

            (await stack.RunAsync("UpProd")).IsRefusal(
                1, "was started, but it is not what runs.", "crash: container without a health check goes on running for 10 s: expected yes");
        }
        finally
        {
            application.WriteCompose("");
        }
    }

    [Test]
    public async Task A_strangers_container_in_a_project_of_our_name_is_refused_and_left_alone()
    {
        var stranger = $"{stack.Name}-stranger";
        application.WriteDockerfile("");
        await stack.DoAsync("BuildProd");
        var image = (await Bases.OptionsAsync())[0].Split('=', 2)[1];
        await stack.AskAsync("container", "create", "--name", stranger, "--label", $"com.docker.compose.project={stack.Name}", image);
        try
        {
            (await stack.RunAsync("UpProd")).IsRefusal(2, stranger, "Expected only its own", "--project-name=NAME");

            Assert.That(await stack.AskAsync("container", "inspect", "--format", "{{.State.Status}}", stranger), Does.Contain("created"));
        }
        finally
        {
            await stack.AskAsync("container", "rm", stranger);
        }
    }

    [Test]
    public async Task A_container_that_answers_with_another_builds_identity_is_refused()
    {
        application.WriteDockerfile("RUN sed -i 's/sourceHash, cacheBust }/sourceHash: \"0123\", cacheBust }/' /app/server.js");

        await stack.DoAsync("BuildProd");

        (await stack.RunAsync("UpProd")).IsRefusal(
            1,
            "was started, but it is not what runs.",
            "web: /api/build-info Source Hash: expected ",
            ", found 0123",
            "./build.sh --target=Status");
    }
}
