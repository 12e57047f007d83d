using System.Diagnostics;
using Olympian.Deployment.Cleaning;

namespace Olympian.Docker.Tests.Cleaning;

/// <summary>Cleaning on the real engine. <c>--all-build-cache</c> is not among it: it would take everybody's cache on the machine.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CleanBuildTests
{
    private Sandbox sandbox = null!;

    [SetUp]
    public async Task A_project_of_its_own() => sandbox = await Sandbox.CreateAsync();

    [TearDown]
    public async Task Nothing_stays_behind() => await sandbox.DisposeAsync();

    [Test]
    public async Task Removes_an_old_release_and_keeps_the_running_and_the_previous_one()
    {
        var old = await sandbox.ReleaseAsync(Sandbox.First);
        var previous = await sandbox.ReleaseAsync(Sandbox.Second, "previous");
        var running = await sandbox.ReleaseAsync(Sandbox.Third, "current");
        var container = await sandbox.ContainerAsync(running, sandbox.Project, running: true);

        await sandbox.CleanAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(await sandbox.HasImageAsync(old), Is.False);
            Assert.That(await sandbox.HasImageAsync(previous), Is.True);
            Assert.That(await sandbox.HasImageAsync(running), Is.True);
            Assert.That((await sandbox.Engine.FindContainerAsync(container, default))!.State.ToString(), Is.EqualTo("Running"));
        });
    }

    [Test]
    public async Task Removes_stopped_containers_abandoned_candidates_untagged_images_and_the_build_arguments()
    {
        var current = await sandbox.ReleaseAsync(Sandbox.First, "current");
        var stopped = await sandbox.ContainerAsync(current, sandbox.Project, running: false);
        var candidate = await sandbox.BuildAsync(sandbox.Project, Sandbox.Second, "backend", $"{sandbox.Project}/backend:{Sandbox.Second}.candidate");
        var untagged = await sandbox.BuildAsync(sandbox.Project, Sandbox.Third, "backend");

        await sandbox.CleanAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(await sandbox.HasContainerAsync(stopped), Is.False);
            Assert.That(await sandbox.HasImageAsync(candidate), Is.False);
            Assert.That(await sandbox.HasImageAsync(untagged), Is.False);
            Assert.That(await sandbox.HasImageAsync(current), Is.True);
            Assert.That(File.Exists(sandbox.BuildArgumentsFile), Is.False);
        });
    }

    [Test]
    public async Task Leaves_strangers_alone_however_they_are_named()
    {
        var fork = $"{sandbox.Project}-fork";
        var images = new[]
        {
            await sandbox.BuildAsync(fork, Sandbox.First, "backend", $"{fork}/backend:{Sandbox.First}", $"olympian-fork:{sandbox.Project}"),
            await sandbox.BuildAsync("FROM tiny\nLABEL a=1", [], $"production-db:{sandbox.Project}"),
            await sandbox.BuildAsync("FROM tiny\nLABEL a=2", [], $"multi-tool:{sandbox.Project}"),
            await sandbox.BuildAsync("FROM tiny\nLABEL a=3", [], $"{sandbox.Project}:prod"),
            await sandbox.BuildAsync("FROM tiny\nLABEL a=4", [], $"{sandbox.Project}/backend:{Sandbox.First}"),
            await sandbox.BuildAsync("FROM tiny\nLABEL a=5", []),
        };
        var containers = new[]
        {
            await sandbox.ContainerAsync(images[0], fork, running: false, $"{fork}-backend"),
            await sandbox.ContainerAsync(images[1], null, running: false, $"production-db-{sandbox.Project}"),
            await sandbox.ContainerAsync(images[2], sandbox.Project, running: false, $"{sandbox.Project}-backend"),
        };
        var volume = await sandbox.VolumeAsync($"{sandbox.Project}_backend-data");
        var forkCache = await sandbox.CacheOfAsync(fork);
        await sandbox.ReleaseAsync(Sandbox.First + "-not-a-release-tag"); // something of ours to remove in the same run

        await sandbox.CleanAsync(downloads: true);

        Assert.Multiple(async () =>
        {
            foreach (var image in images)
            {
                Assert.That(await sandbox.HasImageAsync(image), Is.True, image);
            }

            foreach (var container in containers)
            {
                Assert.That(await sandbox.HasContainerAsync(container), Is.True, container);
            }

            Assert.That((await sandbox.Docker.AskAsync(new("volume", "inspect", volume), default)).ExitCode, Is.Zero);
            Assert.That(forkCache, Is.Not.Empty);
            Assert.That(await sandbox.CacheOfAsync(fork), Is.EqualTo(forkCache));
            Assert.That(await sandbox.CacheOfAsync(fork, mounts: true), Has.Count.EqualTo(1));
            Assert.That(await sandbox.CacheOfAsync(sandbox.Project), Is.Empty);
        });
    }

    [Test]
    public async Task Takes_only_our_name_from_an_image_that_a_stranger_also_named()
    {
        var image = await sandbox.ReleaseAsync(Sandbox.First);
        await sandbox.Engine.TagAsync(image, $"stranger/thing:{sandbox.Project}", default);

        await sandbox.CleanAsync();

        Assert.That((await sandbox.Engine.FindImageAsync(image, default))!.Tags, Is.EqualTo(new[] { $"stranger/thing:{sandbox.Project}" }));
    }

    [Test]
    public async Task Leaves_what_a_stranger_built_upon_our_image_and_the_cache_of_it()
    {
        await sandbox.ReleaseAsync(Sandbox.First);
        var derived = await sandbox.BuildAsync($"FROM {sandbox.Project}/backend:{Sandbox.First}\nRUN echo {sandbox.Project} > /theirs.txt", [], $"stranger/derived:{sandbox.Project}");
        var before = await TheirsAsync();

        await sandbox.CleanAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(await sandbox.HasImageAsync(derived), Is.True);
            Assert.That(before, Has.Length.EqualTo(1));
            Assert.That(await TheirsAsync(), Is.EqualTo(before));
            Assert.That(await sandbox.CacheOfAsync(sandbox.Project), Is.Empty);
        });

        async Task<string[]> TheirsAsync() =>
            [.. (await sandbox.Engine.BuildCacheAsync(default))
                .Where(record => record.Description.EndsWith($"echo {sandbox.Project} > /theirs.txt", StringComparison.Ordinal))
                .Select(record => record.Id)];
    }

    [Test]
    public async Task Leaves_an_image_of_ours_that_a_strangers_stopped_container_uses()
    {
        var image = await sandbox.ReleaseAsync(Sandbox.First);
        var container = await sandbox.ContainerAsync(image, stack: null, running: false);

        await sandbox.CleanAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(await sandbox.HasImageAsync(image), Is.True);
            Assert.That(await sandbox.HasContainerAsync(container), Is.True);
        });
    }

    [Test]
    public async Task Removes_the_projects_build_cache_but_not_its_downloads()
    {
        await sandbox.ReleaseAsync(Sandbox.First);
        Assume.That(await sandbox.CacheOfAsync(sandbox.Project), Is.Not.Empty);

        await sandbox.CleanAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(await sandbox.CacheOfAsync(sandbox.Project), Is.Empty);
            Assert.That(await sandbox.CacheOfAsync(sandbox.Project, mounts: true), Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Removes_the_projects_downloads_when_asked()
    {
        await sandbox.ReleaseAsync(Sandbox.First);

        await sandbox.CleanAsync(downloads: true);

        Assert.That(await sandbox.CacheOfAsync(sandbox.Project, mounts: true), Is.Empty);
    }

    [Test]
    public async Task Removes_nothing_when_only_a_plan_is_asked_for()
    {
        var old = await sandbox.ReleaseAsync(Sandbox.First);
        var stopped = await sandbox.ContainerAsync(old, sandbox.Project, running: false);
        var cache = await sandbox.CacheOfAsync(sandbox.Project);

        var lines = await sandbox.CleanAsync(planOnly: true);

        Assert.Multiple(async () =>
        {
            Assert.That(lines, Has.Some.StartsWith($"would remove image {sandbox.Project}/backend:{Sandbox.First} "));
            Assert.That(await sandbox.HasImageAsync(old), Is.True);
            Assert.That(await sandbox.HasContainerAsync(stopped), Is.True);
            Assert.That(await sandbox.CacheOfAsync(sandbox.Project), Is.EqualTo(cache));
            Assert.That(File.Exists(sandbox.BuildArgumentsFile), Is.True);
        });
    }

    [Test]
    public async Task Counts_the_bytes_of_layers_that_the_engine_deleted()
    {
        // Without its cache, the image's removal is what deletes its layer: the three small files of /app.
        await sandbox.ReleaseAsync(Sandbox.First);
        await sandbox.Engine.RemoveCacheRecordsAsync(await sandbox.CacheOfAsync(sandbox.Project), default);
        var layers = await sandbox.Engine.LayerBytesAsync((await sandbox.Engine.FindImageAsync($"{sandbox.Project}/backend:{Sandbox.First}", default))!, default);
        File.Delete(sandbox.BuildArgumentsFile);

        var lines = await sandbox.CleanAsync();

        Assert.That(lines[^1], Is.EqualTo($"Removed 1 image; {ByteCount.Show(layers.Values.Last())} reclaimed."));
    }

    [Test]
    public async Task Two_at_once_share_the_work_and_both_succeed()
    {
        foreach (var minute in Enumerable.Range(10, 6))
        {
            var image = await sandbox.BuildAsync(
                sandbox.Project, $"20260101-10{minute}00-aaaa", "backend", $"{sandbox.Project}/backend:20260101-10{minute}00-aaaa");
            await sandbox.ContainerAsync(image, sandbox.Project, running: false);
        }

        await Task.WhenAll(sandbox.CleanAsync(), sandbox.CleanAsync());

        Assert.Multiple(async () =>
        {
            Assert.That(await sandbox.Engine.ImagesWithLabelAsync("org.olympian.project", sandbox.Project, default), Is.Empty);
            Assert.That(await sandbox.Engine.ContainersWithLabelAsync("org.olympian.project", sandbox.Project, default), Is.Empty);
        });
    }

    [Test]
    public async Task Tries_everything_and_fails_for_what_stays()
    {
        var old = await sandbox.ReleaseAsync(Sandbox.First);
        Immutable(sandbox.BuildArgumentsFile, "+i");
        try
        {
            var failure = Assert.ThrowsAsync<CleaningFailure>(() => sandbox.CleanAsync());

            Assert.Multiple(async () =>
            {
                Assert.That(failure!.Failures, Has.Count.EqualTo(1));
                Assert.That(failure.Message, Does.Contain(sandbox.BuildArgumentsFile));
                Assert.That(await sandbox.HasImageAsync(old), Is.False);
            });
        }
        finally
        {
            Immutable(sandbox.BuildArgumentsFile, "-i");
        }
    }

    [Test]
    public async Task Fails_for_a_container_that_the_engine_cannot_remove()
    {
        var stopped = await sandbox.ContainerAsync(await sandbox.ReleaseAsync(Sandbox.First, "current"), sandbox.Project, running: false);
        var info = await sandbox.Engine.InfoAsync(default);
        var file = Path.Combine(info.RootDirectory, "containers", stopped, "hostconfig.json");
        Immutable(file, "+i");
        try
        {
            Assert.That(Assert.ThrowsAsync<CleaningFailure>(() => sandbox.CleanAsync())!.Failures, Has.Count.EqualTo(1));
        }
        finally
        {
            Immutable(file, "-i");
        }

        await sandbox.CleanAsync();

        Assert.That(await sandbox.HasContainerAsync(stopped), Is.False);
    }

    [Test]
    public async Task Pruning_keeps_the_newest_releases_and_every_container()
    {
        var first = await sandbox.ReleaseAsync(Sandbox.First);
        var second = await sandbox.ReleaseAsync(Sandbox.Second);
        var third = await sandbox.ReleaseAsync(Sandbox.Third);
        var stopped = await sandbox.ContainerAsync(third, sandbox.Project, running: false);

        await sandbox.PruneAsync(keep: 1);

        Assert.Multiple(async () =>
        {
            Assert.That(await sandbox.HasImageAsync(first), Is.False);
            Assert.That(await sandbox.HasImageAsync(second), Is.False);
            Assert.That(await sandbox.HasImageAsync(third), Is.True);
            Assert.That(await sandbox.HasContainerAsync(stopped), Is.True);
            Assert.That(File.Exists(sandbox.BuildArgumentsFile), Is.True);
        });
    }

    /// <summary>A file that not even root can delete: what a failing disk or a policy would do.</summary>
    private static void Immutable(string path, string flag)
    {
        using var chattr = Process.Start("chattr", [flag, path]);
        chattr.WaitForExit();
        Assert.That(chattr.ExitCode, Is.Zero, $"chattr {flag} {path} must work for this test: it needs root on the engine's own machine");
    }
}
