using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Cleaning;

public sealed class CleaningPlanTests
{
    private static readonly ImageFacts Old = Facts.Verified(Facts.First, "backend");
    private static readonly ImageFacts Previous = Facts.Verified(Facts.Second, "backend", "shop/backend:previous");
    private static readonly ImageFacts Running = Facts.Verified(Facts.Third, "backend", "shop/backend:current");

    [Test]
    public void Removes_an_old_release_and_keeps_the_running_and_the_previous_one()
    {
        var plan = Plan([Old, Previous, Running], [Facts.Container(Running, ContainerState.Running)]);

        Assert.That(Gone(plan), Is.EqualTo(new[] { Old.Id }));
    }

    [Test]
    public void Keeps_a_running_release_that_no_tag_calls_current()
    {
        var started = Facts.Verified(Facts.Fourth, "backend");

        Assert.That(Gone(Plan([started], [Facts.Container(started, ContainerState.Running)])), Is.Empty);
    }

    [Test]
    public void Keeps_a_running_release_whole()
    {
        var other = Facts.Verified(Facts.Third, "frontend");

        Assert.That(Gone(Plan([Running, other], [Facts.Container(Running, ContainerState.Running)])), Is.Empty);
    }

    [Test]
    public void Keeps_the_current_release_of_a_stopped_stack()
    {
        var container = Facts.Container(Running, ContainerState.Exited);

        Assert.That(Gone(Plan([Running], [container])), Is.EqualTo(new[] { container.Id }));
    }

    [TestCase(ContainerState.Created)]
    [TestCase(ContainerState.Exited)]
    [TestCase(ContainerState.Dead)]
    public void Removes_a_container_of_the_stack_that_is(ContainerState state)
    {
        var container = Facts.Container(Running, state);

        Assert.That(Gone(Plan([Running], [container])), Does.Contain(container.Id));
    }

    [TestCase(ContainerState.Running)]
    [TestCase(ContainerState.Paused)]
    [TestCase(ContainerState.Restarting)]
    [TestCase(ContainerState.Removing)]
    [TestCase(ContainerState.Unknown)]
    public void Keeps_a_container_of_the_stack_that_is(ContainerState state)
    {
        var container = Facts.Container(Running, state);

        Assert.That(Gone(Plan([Running], [container])), Is.Empty);
    }

    [Test]
    public void Removes_the_stopped_containers_before_the_images_they_use()
    {
        var container = Facts.Container(Old, ContainerState.Exited);

        Assert.That(Gone(Plan([Old], [container])), Is.EqualTo(new[] { container.Id, Old.Id }));
    }

    [TestCase(ContainerState.Running)]
    [TestCase(ContainerState.Exited)]
    public void Keeps_an_image_that_somebody_elses_container_uses_while_it_is(ContainerState state)
    {
        var plan = Plan([Old], [Facts.Foreign(Old, state, "production-db")]);

        Assert.Multiple(() =>
        {
            Assert.That(Gone(plan), Is.Empty);
            Assert.That(plan.Kept.Single().Reason, Does.StartWith("container production-db ("));
        });
    }

    [Test]
    public void Keeps_the_container_of_another_stack_that_has_our_name()
    {
        var container = Facts.Foreign(Facts.Bare, ContainerState.Exited, "shop-backend") with
        {
            Labels = new Dictionary<string, string> { ["com.docker.compose.project"] = "shop" },
        };

        Assert.That(Gone(Plan([], [container])), Is.Empty);
    }

    [Test]
    public void Removes_the_candidate_of_a_failed_run() =>
        Assert.That(Gone(Plan([Facts.Candidate(Facts.Fourth, "backend")])), Has.Count.EqualTo(1));

    [Test]
    public void Removes_the_candidate_of_a_failed_run_even_if_its_release_runs()
    {
        var abandoned = Facts.Candidate(Facts.Third, "frontend");

        Assert.That(Gone(Plan([Running, abandoned], [Facts.Container(Running, ContainerState.Running)])), Is.EqualTo(new[] { abandoned.Id }));
    }

    [Test]
    public void Removes_only_the_candidate_name_of_an_image_that_was_verified()
    {
        var image = Facts.Verified(Facts.Third, "backend", "shop/backend:current", $"shop/backend:{Facts.Third}.candidate");

        var removal = Plan([image]).Removals.Single();

        Assert.Multiple(() =>
        {
            Assert.That(removal.Kind, Is.EqualTo(ItemKind.ImageName));
            Assert.That(removal.Names, Is.EqualTo(new[] { $"shop/backend:{Facts.Third}.candidate" }));
        });
    }

    [Test]
    public void Removes_an_untagged_image_of_ours() =>
        Assert.That(Gone(Plan([Facts.Image(Facts.First, "backend")])), Has.Count.EqualTo(1));

    [Test]
    public void Keeps_an_untagged_image_that_was_built_upon_ours()
    {
        var derived = Facts.Image(Facts.Third, "backend") with { Id = "sha256:theirs", Layers = [.. Running.Layers, "sha256:theirs-layer"] };

        Assert.That(Gone(Plan([Running, derived])), Is.Empty);
    }

    [TestCase("stranger/thing:1")]
    [TestCase("registry.example/shop/backend:" + Facts.First)]
    [TestCase("shop/backend:keep-this")]
    [TestCase("shop/backend:" + Facts.Second, Description = "another release's tag, put there by hand")]
    public void Takes_only_our_names_from_an_image_that_somebody_also_calls(string foreign)
    {
        var plan = Plan([Facts.Verified(Facts.First, "backend", foreign)]);

        Assert.Multiple(() =>
        {
            Assert.That(plan.Removals.Single().Kind, Is.EqualTo(ItemKind.ImageName));
            Assert.That(plan.Removals.Single().Names, Is.EqualTo(new[] { $"shop/backend:{Facts.First}" }));
            Assert.That(plan.Kept.Single().Reason, Does.Contain(foreign));
        });
    }

    [Test]
    public void Takes_only_our_names_from_an_image_that_was_pushed()
    {
        var pushed = Old with { Digests = ["registry.example/backups@sha256:1234"] };

        Assert.That(Plan([pushed]).Removals.Single().Kind, Is.EqualTo(ItemKind.ImageName));
    }

    [Test]
    public void Leaves_an_image_alone_that_only_inherited_our_labels() =>
        Assert.That(Gone(Plan([Facts.Image(Facts.First, "backend", "stranger/derived:1")])), Is.Empty);

    [TestCase("shop-fork")]
    [TestCase("production-db")]
    [TestCase("multi-tool")]
    public void Leaves_alone_every_image_of(string project)
    {
        var image = Old with { Labels = Facts.LabelsOf(project, Facts.First, "backend"), Tags = [$"{project}/backend:{Facts.First}", "olympian:prod"] };

        var plan = Plan([image]);

        Assert.Multiple(() =>
        {
            Assert.That(plan.Removals, Is.Empty);
            Assert.That(plan.Kept, Is.Empty);
        });
    }

    [Test]
    public void Removes_the_projects_build_cache_and_counts_the_rest()
    {
        var plan = Plan([], [],
            Facts.Cache("ours", "[deps 2/4] WORKDIR /build/org.olympian.project/shop", "base"),
            Facts.Cache("base", "from local "),
            Facts.Cache("theirs", "[deps 2/4] WORKDIR /build/org.olympian.project/shop-fork", "base"));

        Assert.Multiple(() =>
        {
            Assert.That(Gone(plan), Is.EqualTo(new[] { "ours" }));
            Assert.That(plan.Kept.Single(), Is.EqualTo(new Kept(ItemKind.CacheRecord, "2 records", 20, "not provably of this project")));
        });
    }

    [Test]
    public void Removes_a_bases_records_that_would_tell_nobody_whose_they_are_once_ours_are_gone() // where containerd keeps the images
    {
        var plan = Plan([], [],
            Facts.Cache("ours", "[deps 2/4] WORKDIR /build/org.olympian.project/shop", "top"),
            Facts.Cache("top", "", "lowest"),
            Facts.Cache("lowest", ""),
            Facts.Cache("ours too", "[run 1/4] WORKDIR /build/org.olympian.project/shop", "shared"),
            Facts.Cache("theirs", "[deps 2/4] WORKDIR /build/org.olympian.project/shop-fork", "shared"),
            Facts.Cache("shared", ""),
            Facts.Cache("bare", ""));

        Assert.Multiple(() =>
        {
            Assert.That(Gone(plan), Is.EquivalentTo(new[] { "ours", "top", "lowest", "ours too" }));
            Assert.That(plan.Removals.Where(removal => removal.Reason == "nothing but builds of this project stood upon it").Sum(removal => removal.Bytes), Is.Zero);
            Assert.That(plan.Removals.Select(removal => removal.Name), Has.Exactly(2).EqualTo("a layer of a base"));
        });
    }

    [Test]
    public void Keeps_a_bases_records_that_something_of_ours_which_stays_stands_upon()
    {
        var plan = Plan([], [],
            Facts.Cache("used", "[deps 2/4] WORKDIR /build/org.olympian.project/shop", "top") with { InUse = true },
            Facts.Cache("ours", "[deps 2/4] WORKDIR /build/org.olympian.project/shop", "top"),
            Facts.Cache("top", ""));

        Assert.That(Gone(plan), Is.EqualTo(new[] { "ours" }));
    }

    [Test]
    public void Keeps_a_cache_record_that_a_build_uses_and_all_it_stands_on()
    {
        var plan = Plan([], [],
            Facts.Cache("a", "[deps 2/4] WORKDIR /build/org.olympian.project/shop"),
            Facts.Cache("b", "mount / from exec /bin/sh -c npm ci", "a"),
            Facts.Cache("c", "[build 1/3] COPY . .", "b") with { InUse = true },
            Facts.Cache("d", "mount / from exec /bin/sh -c true", "a"));

        Assert.That(Gone(plan), Is.EqualTo(new[] { "d" }));
    }

    [Test]
    public void Counts_no_bytes_for_a_cache_record_that_an_image_shares()
    {
        var plan = Plan([], [], Facts.Cache("a", "[deps 2/4] WORKDIR /build/org.olympian.project/shop") with { Shared = true });

        Assert.That(plan.Removals.Single().Bytes, Is.Zero);
    }

    [TestCase(false, 0)]
    [TestCase(true, 1)]
    public void Removes_downloads_only_when_asked(bool asked, int removed)
    {
        var record = Facts.Cache("m", "cached mount /root/.npm from exec x with id \"/npm/org.olympian.project/shop\"") with { Type = "exec.cachemount" };

        var plan = CleaningPlan.For("shop", new EngineSnapshot([], [], [record]), CleaningScope.BeforeBuild(downloads: asked, keep: 0));

        Assert.That(plan.Removals, Has.Count.EqualTo(removed));
    }

    [Test]
    public void Keeps_as_many_of_the_newest_verified_releases_as_asked_when_pruning()
    {
        var images = new[]
        {
            Facts.Verified(Facts.First, "backend"), Facts.Verified(Facts.Second, "backend"), Facts.Verified(Facts.Third, "backend"),
            Facts.Candidate(Facts.Fourth, "backend"),
        };

        var plan = CleaningPlan.For("shop", new EngineSnapshot(images, [], []), CleaningScope.OldReleases(keep: 2));

        Assert.That(Gone(plan), Is.EquivalentTo(new[] { images[0].Id, images[3].Id }));
    }

    [Test]
    public void Counts_what_runs_and_what_ran_before_to_none_of_those()
    {
        var images = new[] { Facts.Verified(Facts.First, "backend"), Previous, Running };

        var plan = CleaningPlan.For(
            "shop", new EngineSnapshot(images, [Facts.Container(Running, ContainerState.Running)], []), CleaningScope.OldReleases(keep: 1));

        Assert.That(Gone(plan), Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Keeps_releases_to_go_back_to_before_a_build_and_when_pruning(bool beforeBuild)
    {
        var scope = beforeBuild ? CleaningScope.BeforeBuild(downloads: false, keep: 1) : CleaningScope.OldReleases(keep: 1);

        var plan = CleaningPlan.For("shop", new EngineSnapshot([Facts.Verified(Facts.First, "backend"), Facts.Verified(Facts.Second, "backend")], [], []), scope);

        Assert.That(plan.Removals.Single().Names, Is.EqualTo(new[] { $"shop/backend:{Facts.First}" }));
    }

    [Test]
    public void Removes_a_release_that_did_not_come_up()
    {
        var failed = Facts.Image(Facts.Fourth, "backend", $"shop/backend:{Facts.Fourth}.failed");

        var removal = CleaningPlan.For("shop", new EngineSnapshot([failed], [], []), CleaningScope.OldReleases(keep: 3)).Removals.Single();

        Assert.Multiple(() =>
        {
            Assert.That(removal.Id, Is.EqualTo(failed.Id));
            Assert.That(removal.Reason, Is.EqualTo("its release did not come up, and no container uses it"));
        });
    }

    [Test]
    public void Touches_no_container_when_pruning()
    {
        var plan = CleaningPlan.For(
            "shop", new EngineSnapshot([Old], [Facts.Container(Old, ContainerState.Exited)], []), CleaningScope.OldReleases(keep: 0));

        Assert.That(Gone(plan), Is.Empty);
    }

    private static CleaningPlan Plan(ImageFacts[] images, ContainerFacts[]? containers = null, params CacheRecord[] cache) =>
        CleaningPlan.For("shop", new EngineSnapshot(images, containers ?? [], cache), CleaningScope.BeforeBuild(downloads: false, keep: 0));

    private static IReadOnlyList<string> Gone(CleaningPlan plan) => [.. plan.Removals.Select(removal => removal.Id)];
}
