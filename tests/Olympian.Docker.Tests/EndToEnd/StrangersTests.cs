using Olympian.Docker.Tests.Cleaning;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>What the Makefile's patterns would have taken, and the host-wide prunes: none of it is ours.</summary>
public sealed class StrangersTests : DeployedApplication
{
    private readonly List<string> images = [];
    private readonly List<string> containers = [];
    private string tiny = null!;
    private string volume = null!;
    private string network = null!;
    private IReadOnlyList<string> cache = null!;

    [OneTimeTearDown]
    public async Task Strangers_go_with_the_tests()
    {
        if (Environment.GetEnvironmentVariable("KEEP") == "1")
        {
            return;
        }

        // Before the project itself is disposed: a derived fixture's tear-down runs first.
        foreach (var container in containers)
        {
            await Stack.AskAsync("container", "rm", container);
        }

        await Stack.AskAsync(["image", "rm", .. images, tiny]);
        await Stack.AskAsync("volume", "rm", volume);
        await Stack.AskAsync("network", "rm", network);
        await Stack.Engine.RemoveCacheRecordsAsync(await StrangersCacheAsync(), default);
    }

    [Test]
    public async Task Strangers_survive_the_main_job_pruning_and_stopping()
    {
        await Stack.DoAsync("QuickDockerMulti");
        await Stack.DoAsync("PruneImages", "--keep=0");
        await Stack.DoAsync("Stop");
        await Stack.DoAsync("CleanBuildMulti", "--clean-download-cache");

        Assert.Multiple(async () =>
        {
            foreach (var image in images)
            {
                Assert.That(await Stack.Engine.FindImageAsync(image, default), Is.Not.Null, image);
            }

            foreach (var container in containers)
            {
                Assert.That(await Stack.Engine.FindContainerAsync(container, default), Is.Not.Null, container);
            }

            Assert.That(await Stack.AskAsync("volume", "ls", "--quiet", "--filter", $"name={volume}"), Is.EqualTo(volume));
            Assert.That(await Stack.AskAsync("network", "ls", "--format", "{{.Name}}", "--filter", $"name={network}"), Is.EqualTo(network));
            Assert.That(cache, Is.Not.Empty);
            Assert.That(await StrangersCacheAsync(), Is.EqualTo(cache));
        });
    }

    private protected override async Task PrepareAsync()
    {
        tiny = $"e2e-strangers-base:{Stack.Name}";
        volume = $"production-data-{Stack.Name}";
        network = $"multi-{Stack.Name}";
        await TinyBase.ImportAsync(Stack.Docker, tiny);

        foreach (var name in (string[])
            [$"production-db:{Stack.Name}", $"multi-tool:{Stack.Name}", $"olympian-fork:{Stack.Name}", $"{Stack.Name}-fork/web:current"])
        {
            await Stack.Docker.RunAsync(
                new("buildx", "build", "--quiet", "--tag", name, "-")
                {
                    Input = $"""
                        FROM {tiny}
                        LABEL org.example.name={name}
                        RUN echo stranger-of-{Stack.Name} {name} > /theirs.txt
                        CMD ["/bin/sleep", "1"]
                        """,
                },
                default);
            images.Add(name);
        }

        foreach (var name in (string[])[$"production-db-{Stack.Name}", $"{Stack.Name}-web-old", $"olympian-backend-{Stack.Name}"])
        {
            await Stack.AskAsync("container", "create", "--name", name, images[0]);
            containers.Add(name);
        }

        await Stack.AskAsync("volume", "create", volume);
        await Stack.AskAsync("network", "create", network);
        cache = await StrangersCacheAsync();
    }

    private async Task<IReadOnlyList<string>> StrangersCacheAsync() =>
    [
        .. (await Stack.Engine.BuildCacheAsync(default))
            .Where(record => record.Description.Contains($"stranger-of-{Stack.Name} ", StringComparison.Ordinal))
            .Select(record => record.Id)
            .Order(StringComparer.Ordinal),
    ];
}
