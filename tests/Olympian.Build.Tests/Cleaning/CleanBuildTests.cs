using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Cleaning;

public sealed class CleanBuildTests
{
    private static readonly CleanBuildRequest Request = new(
        "shop", "/checkout/.env.build", PlanOnly: false, Downloads: false, EverybodysBuildCache: false);

    private readonly EngineDouble engine = new();
    private readonly BuildFilesDouble files = new();
    private readonly JournalDouble journal = new();

    [SetUp]
    public void An_old_a_previous_and_a_running_release_and_a_stranger()
    {
        engine.Images.Clear();
        engine.Containers.Clear();
        engine.Cache.Clear();
        engine.Calls.Clear();
        engine.Broken.Clear();
        engine.ForgetsToPrune = false;
        engine.Before = _ => { };
        journal.Lines.Clear();
        files.Files.Clear();

        var old = Facts.Verified(Facts.First, "backend");
        var running = Facts.Verified(Facts.Third, "backend", "shop/backend:current");
        engine.Images.AddRange([old, Facts.Verified(Facts.Second, "backend", "shop/backend:previous"), running]);
        engine.Containers.AddRange([Facts.Container(running, ContainerState.Running), Facts.Container(old, ContainerState.Exited)]);
        engine.Cache.AddRange(
        [
            Facts.Cache("child", "mount / from exec /bin/sh -c npm ci", "marked"),
            Facts.Cache("marked", "[deps 2/4] WORKDIR /build/org.olympian.project/shop", "base"),
            Facts.Cache("base", "from local "),
        ]);
        files.Files["/checkout/.env.build"] = 120;
    }

    [Test]
    public async Task Removes_what_is_ours_and_no_longer_used()
    {
        await Run();

        Assert.Multiple(() =>
        {
            Assert.That(engine.Images.Select(image => image.Labels[ImageLabels.Release]), Is.EqualTo(new[] { Facts.Second, Facts.Third }));
            Assert.That(engine.Containers.Single().State, Is.EqualTo(ContainerState.Running));
            Assert.That(engine.Cache.Single().Id, Is.EqualTo("base"));
            Assert.That(files.Files, Is.Empty);
        });
    }

    [Test]
    public async Task Counts_the_bytes_that_the_engine_gave_back()
    {
        await Run();

        // The old image's own layer (500; its base layer stays with the others), two cache records (10 each), the file (120).
        Assert.That(journal.Lines[^1], Is.EqualTo("Removed 1 container, 1 image, 2 build cache records, 1 file; 640 B reclaimed."));
    }

    [Test]
    public async Task Finds_nothing_the_second_time()
    {
        await Run();
        journal.Lines.Clear();
        await Run();

        Assert.That(journal.Lines[^1], Is.EqualTo("Nothing was left to remove; 0 B reclaimed."));
    }

    [Test]
    public async Task Removes_nothing_when_only_a_plan_is_asked_for()
    {
        await Run(Request with { PlanOnly = true });

        Assert.Multiple(() =>
        {
            Assert.That(engine.Calls, Is.Empty);
            Assert.That(files.Files, Is.Not.Empty);
            Assert.That(journal.Lines, Does.Contain(
                $"would remove image shop/backend:{Facts.First} (1.0 kB): its release is neither running, current, previous nor kept, and no container uses it"));
            Assert.That(journal.Lines[^1], Is.EqualTo(
                "This is a plan: 1 container, 1 image, 2 build cache records, 1 file would go, 1.1 kB at most (layers are shared); nothing was removed."));
        });
    }

    [Test]
    public void Tries_everything_before_it_fails_for_one_thing()
    {
        engine.Broken.Add($"untag shop/backend:{Facts.First}");

        var failure = Assert.ThrowsAsync<CleaningFailure>(() => Run());

        Assert.Multiple(() =>
        {
            Assert.That(failure!.Failures.Single(), Does.StartWith($"image shop/backend:{Facts.First} (1.0 kB): "));
            Assert.That(engine.Cache.Single().Id, Is.EqualTo("base"));
            Assert.That(files.Files, Is.Empty);
        });
    }

    [Test]
    public void Fails_for_a_file_that_stays()
    {
        var stubborn = new BuildFilesDouble { IsReadOnly = true };
        stubborn.Files["/checkout/.env.build"] = 1;

        Assert.ThrowsAsync<CleaningFailure>(() => new CleanBuild(engine, stubborn).RunAsync(Request, journal, default));
    }

    [Test]
    public void Fails_for_cache_records_that_stay_for_no_reason()
    {
        engine.ForgetsToPrune = true;

        Assert.That(
            Assert.ThrowsAsync<CleaningFailure>(() => Run())!.Failures,
            Is.EqualTo(new[] { "build cache child mount / from exec /bin/sh -c npm ci (10 B): the builder kept it and gives no reason" }));
    }

    [Test]
    public async Task Leaves_cache_records_that_a_build_began_to_use_in_the_meantime()
    {
        engine.Before = change =>
        {
            if (change.StartsWith("prune", StringComparison.Ordinal))
            {
                engine.Cache[0] = engine.Cache[0] with { InUse = true };
            }
        };

        await Run();

        Assert.That(journal.Lines.Count(line => line.EndsWith("a build began to use it in the meantime", StringComparison.Ordinal)), Is.EqualTo(2));
    }

    [Test]
    public async Task Takes_what_another_process_removed_first_for_gone()
    {
        engine.Before = change =>
        {
            if (change.StartsWith("untag", StringComparison.Ordinal))
            {
                engine.Images.RemoveAll(image => image.Tags.Contains(change.Split(' ')[1]));
            }

            if (change.StartsWith("remove container", StringComparison.Ordinal))
            {
                engine.Containers.RemoveAll(container => container.State == ContainerState.Exited);
            }
        };

        await Run();

        Assert.That(journal.Lines.Count(line => line.StartsWith("already gone: ", StringComparison.Ordinal)), Is.EqualTo(2));
    }

    [Test]
    public async Task Leaves_an_image_that_was_started_in_the_meantime()
    {
        engine.Before = change =>
        {
            if (change.StartsWith("untag", StringComparison.Ordinal))
            {
                engine.Containers.Add(Facts.Foreign(engine.Images[0], ContainerState.Running, "late"));
            }
        };

        await Run();

        Assert.That(journal.Lines.Single(line => line.Contains("late", StringComparison.Ordinal)), Does.EndWith("container late was started from it in the meantime"));
    }

    [Test]
    public async Task Leaves_an_image_that_was_named_in_the_meantime()
    {
        engine.Before = change =>
        {
            if (change.StartsWith("untag", StringComparison.Ordinal))
            {
                engine.Images[0] = engine.Images[0] with { Tags = [.. engine.Images[0].Tags, "stranger/thing:1"] };
            }
        };

        await Run();

        Assert.That(engine.Images[0].Tags, Is.EqualTo(new[] { "stranger/thing:1" }));
    }

    [Test]
    public async Task Leaves_a_container_that_was_started_in_the_meantime()
    {
        engine.Before = _ => engine.Containers[1] = engine.Containers[1] with { State = ContainerState.Running };

        await Run();

        Assert.That(engine.Containers, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Removes_everybodys_build_cache_only_when_told_to_and_says_whose_it_is()
    {
        await Run(Request with { EverybodysBuildCache = true });

        Assert.Multiple(() =>
        {
            Assert.That(engine.Cache, Is.Empty);
            Assert.That(journal.Lines.First(line => line.StartsWith('!')), Is.EqualTo(
                "! --all-build-cache: removing the build cache of EVERYBODY on this engine, not only of this project: 3 records, 30 B"));
        });
    }

    private Task Run(CleanBuildRequest? request = null) => new CleanBuild(engine, files).RunAsync(request ?? Request, journal, default);
}
