using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>A build that fails says which step of which service and why; what runs goes on running.</summary>
public sealed class FailedBuildTests : DeployedApplication
{
    private IReadOnlyDictionary<string, string> info = null!;
    private IReadOnlyList<string> containers = null!;

    [SetUp]
    public async Task What_runs()
    {
        info = await Stack.BuildInfoAsync();
        containers = await Stack.ContainersAsync();
    }

    [TearDown]
    public async Task Runs_still()
    {
        Application.WriteDockerfile("");
        Assert.Multiple(async () =>
        {
            Assert.That(await Stack.ContainersAsync(), Is.EqualTo(containers));
            Assert.That(await Stack.BuildInfoAsync(), Is.EqualTo(info));
        });
    }

    [Test]
    public async Task A_failing_step_is_named_with_what_it_printed()
    {
        Application.WriteDockerfile("RUN echo 'server.ts(3,1): error TS1005: this is what the compiler says' >&2 && exit 2");

        (await Stack.RunAsync("QuickDockerMulti")).IsRefusal(
            1,
            "The image of service 'web' was not built.",
            "RUN echo 'server.ts(3,1): error TS1005",
            "  server.ts(3,1): error TS1005: this is what the compiler says",
            "web.log");
    }

    [Test]
    public async Task A_file_that_is_not_there_is_named()
    {
        Application.WriteDockerfile("COPY no-such-file.txt /app/");

        (await Stack.RunAsync("BuildProd")).IsRefusal(
            1, "The image of service 'web' was not built.", "COPY no-such-file.txt /app/", "not found");
    }

    [Test]
    public async Task A_broken_Dockerfile_is_named()
    {
        Application.WriteDockerfile("NONSENSE");

        (await Stack.RunAsync("BuildProd")).IsRefusal(
            1, "The images that the build of service 'web' stands on cannot be told.", "'NONSENSE' is no instruction");
    }

    [Test]
    public async Task A_base_image_that_is_not_there_is_named()
    {
        Application.WriteDockerfile("COPY --from=127.0.0.1:5055/no/such:image /x /x");

        (await Stack.RunAsync("BuildProd")).IsRefusal(
            1,
            "The image 127.0.0.1:5055/no/such:image that service 'web' is built upon cannot be had (COPY --from in line 16).",
            "manifest unknown");
    }

    [Test]
    public async Task A_build_over_its_limit_is_stopped()
    {
        Application.WriteDockerfile("RUN sleep 300");

        var ended = await Stack.RunAsync("BuildProd", "--build-timeout=5s");

        ended.IsRefusal(1, "did not end in time and was stopped.", "--build-timeout");
        Assert.That(ended.Elapsed, Is.LessThan(TimeSpan.FromSeconds(60)));
        await Processes.AreGoneAsync(Stack.Name);
    }
}
