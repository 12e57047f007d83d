using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>An unchanged redeploy with <c>--fresh=proof</c>: nothing is built, and nothing stale is kept.</summary>
public sealed class FreshProofTests : DeployedApplication
{
    private Task<Ended> DeployAsync(params string[] more) => Stack.DoAsync("QuickDockerMulti", ["--fresh=proof", .. more]);

    private string Release => Stack.BuildArguments()["CACHE_BUST"];

    [SetUp]
    public async Task The_application_runs() => await Stack.DoAsync("QuickDockerMulti");

    [Test]
    public async Task Nothing_is_built_and_no_container_is_replaced_when_nothing_changed()
    {
        var release = Release;
        var images = await Stack.ImagesAsync();
        var containers = await Stack.ContainersAsync();

        var ended = await DeployAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(ended.Output, Does.Contain("is kept: ").And.Contain("Nothing is cleaned"));
            Assert.That(Release, Is.EqualTo(release));
            Assert.That(await Stack.ImagesAsync(), Is.EquivalentTo(images));
            Assert.That(await Stack.ContainersAsync(), Is.EqualTo(containers));
        });
        await Stack.DoAsync("Verify");
    }

    [Test]
    public async Task A_change_that_keeps_size_and_time_is_built()
    {
        var time = File.GetLastWriteTimeUtc(Application.GreetingFile);
        await File.WriteAllTextAsync(Application.GreetingFile, "hellu\n");
        File.SetLastWriteTimeUtc(Application.GreetingFile, time);

        var ended = await DeployAsync();

        Assert.That(ended.Output, Does.Contain("Building anew: no verified release"));
        Assert.That(await Stack.Http.GetStringAsync("/"), Is.EqualTo("hellu\n"));
    }

    [Test]
    public async Task A_changed_Dockerfile_is_built()
    {
        var release = Release;
        Application.WriteDockerfile("RUN echo another");
        try
        {
            await DeployAsync();
            Assert.That(Release, Is.Not.EqualTo(release));
        }
        finally
        {
            Application.WriteDockerfile("");
        }
    }

    [Test]
    public async Task A_stopped_release_is_started_and_not_built()
    {
        var release = Release;
        await Stack.DoAsync("Stop");

        await DeployAsync();

        Assert.That(Release, Is.EqualTo(release));
        Assert.That(await Stack.Http.GetStringAsync("/"), Is.Not.Empty);
    }

    [Test]
    public async Task The_default_builds_anew_every_time()
    {
        var release = Release;

        await Stack.DoAsync("QuickDockerMulti");

        Assert.That(Release, Is.Not.EqualTo(release));
    }

    [Test]
    public async Task Another_word_is_refused_before_anything_is_done() =>
        (await Stack.RunAsync("QuickDockerMulti", "--fresh=maybe")).IsRefusal(2, "fresh", "always", "proof");
}
