using Olympian.Build.Tests.Cleaning;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Healing;

/// <summary>Who holds a damaged layer, and whose it is.</summary>
public sealed class LayerHoldersTests
{
    private Broken broken = null!;

    [SetUp]
    public void A_damaged_base() => broken = new();

    private LayerHolders Holders() => LayerHolders.Of(
        "shop", [broken.Lower], [ImageReference.Parse(Broken.Node)], new(broken.Engine.Images, broken.Engine.Containers, broken.Engine.Cache));

    [Test]
    public void Finds_what_is_upon_the_layer_and_nothing_else()
    {
        var built = broken.Built(Facts.First, "web");
        var other = Facts.Verified(Facts.First, "worker");
        broken.Engine.Images.Add(other);
        var container = broken.Run(built, ContainerState.Exited);
        broken.Run(other, ContainerState.Running);

        var holders = Holders();

        Assert.Multiple(() =>
        {
            Assert.That(holders.Images, Is.EqualTo([built]));
            Assert.That(holders.Bases, Is.EqualTo([broken.Base]));
            Assert.That(holders.Containers, Is.EqualTo([container]));
            Assert.That(holders.Strangers, Is.Empty);
            Assert.That(holders.CanLetGo);
        });
    }

    [TestCase(ContainerState.Running, false)]
    [TestCase(ContainerState.Paused, false)]
    [TestCase(ContainerState.Restarting, false)]
    [TestCase(ContainerState.Unknown, false)]
    [TestCase(ContainerState.Created, true)]
    [TestCase(ContainerState.Exited, true)]
    [TestCase(ContainerState.Dead, true)]
    public void Lets_go_only_where_no_container_would_have_to_stop(ContainerState state, bool can)
    {
        broken.Run(broken.Built(Facts.First, "web"), state);

        Assert.That(Holders().CanLetGo, Is.EqualTo(can));
    }

    [Test]
    public void Leaves_an_image_that_somebody_named()
    {
        broken.Foreign("team/app:1");

        var holders = Holders();

        Assert.That(holders.Images, Is.Empty);
        Assert.That(holders.Strangers, Is.EqualTo([new Stranger("image team/app:1", "docker rmi team/app:1")]));
    }

    [Test]
    public void Leaves_an_image_of_ours_that_somebody_named_too()
    {
        var built = broken.Built(Facts.First, "web");
        broken.Engine.Images[1] = built with { Tags = [.. built.Tags, "shop/web:keep-this"] };

        Assert.That(Holders().Strangers, Is.EqualTo([new Stranger("image shop/web:keep-this of project shop", "docker rmi shop/web:keep-this")]));
    }

    [Test]
    public void Leaves_an_image_that_somebody_committed_from_ours()
    {
        broken.Engine.Images.Add(broken.Built(Facts.First, "web") with { Id = "sha256:committed", Tags = [] });

        var holders = Holders();

        Assert.That(holders.Images, Has.Count.EqualTo(1));
        Assert.That(holders.Strangers.Single().Command, Is.EqualTo("docker rmi sha256:committed"));
    }

    [Test]
    public void Does_not_tell_the_owner_of_a_container_to_remove_our_image()
    {
        var built = broken.Built(Facts.First, "web");
        broken.Engine.Containers.Add(Facts.Foreign(built, ContainerState.Running, "theirs"));

        var stranger = Holders().Strangers.Single();

        Assert.That(stranger.What, Does.EndWith("used by theirs (running)"));
        Assert.That(stranger.Command, Is.EqualTo("docker rm --force theirs"));
    }

    [Test]
    public void Leaves_a_base_that_somebody_named_or_runs()
    {
        broken.Engine.Images[0] = broken.Base with { Tags = [Broken.Node, "team/node:ours"] };
        broken.Engine.Containers.Add(Facts.Foreign(broken.Base, ContainerState.Exited, "theirs"));

        var stranger = Holders().Strangers.Single();

        Assert.That(stranger.What, Is.EqualTo("image team/node:ours, used by theirs (exited)"));
        Assert.That(stranger.Command, Is.EqualTo("docker rm --force theirs && docker rmi team/node:ours"));
    }

    [Test]
    public void Leaves_a_base_that_somebody_pulled_by_digest_from_elsewhere()
    {
        var elsewhere = $"mirror.example/node@{Broken.Published.Digest}";
        broken.Engine.Images[0] = broken.Base with { Digests = [.. broken.Base.Digests, elsewhere] };

        Assert.That(Holders().Strangers.Single().Command, Is.EqualTo($"docker rmi {elsewhere}"));
    }

    [Test]
    public void Takes_a_base_that_its_tag_has_left_for_one()
    {
        broken.Engine.Images[0] = broken.Base with { Tags = [] };

        var holders = Holders();

        Assert.That(holders.Bases, Has.Count.EqualTo(1));
        Assert.That(holders.Strangers, Is.Empty);
    }

    [Test]
    public void Takes_copies_that_were_made_for_this_project_and_leaves_another_ones()
    {
        var copy = broken.Base with
        {
            Id = "sha256:copy",
            Tags = ["shop/base-copy:1"],
            Digests = [],
            Labels = new Dictionary<string, string> { [BaseCopy.Label] = "shop" },
        };
        var theirs = copy with { Id = "sha256:their-copy", Tags = ["other/base-copy:1"], Labels = new Dictionary<string, string> { [BaseCopy.Label] = "other" } };
        broken.Engine.Images.AddRange([copy, theirs]);

        var holders = Holders();

        Assert.That(holders.Images, Is.EqualTo([copy]));
        Assert.That(holders.Strangers.Single().What, Is.EqualTo("image other/base-copy:1"));
    }

    [Test]
    public void Takes_cache_that_is_ours_and_leaves_what_others_built_upon_the_base()
    {
        broken.Engine.Cache.AddRange(
        [
            Facts.Cache("base", $"pulled from {Broken.Node}"),
            Facts.Cache("ours", "[build 1/2] WORKDIR /org.olympian.project/shop", "base"),
            Facts.Cache("ours-too", "[build 2/2] RUN make", "ours"),
            Facts.Cache("theirs", "[1/2] RUN theirs", "base"),
            Facts.Cache("elsewhere", "pulled from docker.io/library/alpine:3"),
        ]);

        var holders = Holders();

        Assert.That(holders.Cache.Select(record => record.Id), Is.EquivalentTo(["ours", "ours-too"]));
        Assert.That(holders.Strangers.Single().Command, Is.EqualTo("docker buildx prune --force --all --filter 'id=base|theirs'"));
    }

    [Test]
    public void Takes_the_bases_own_record_where_only_ours_stands_upon_it()
    {
        broken.Engine.Cache.AddRange(
            [Facts.Cache("base", $"pulled from {Broken.Node}"), Facts.Cache("ours", "[build 1/2] WORKDIR /org.olympian.project/shop", "base")]);

        var holders = Holders();

        Assert.That(holders.Cache.Select(record => record.Id), Is.EquivalentTo(["base", "ours"]));
        Assert.That(holders.CanLetGo);
    }

    [Test]
    public void Takes_every_record_of_a_base_that_only_ours_stands_upon_one_for_each_of_its_layers()
    {
        broken.Engine.Cache.AddRange(
        [
            Facts.Cache("lowest", "from local "),
            Facts.Cache("middle", "from local ", "lowest"),
            Facts.Cache("top", $"from local {Broken.Node}", "middle"),
            Facts.Cache("ours", "[build 1/2] WORKDIR /org.olympian.project/shop", "top"),
        ]);

        var holders = Holders();

        Assert.That(holders.Cache.Select(record => record.Id), Is.EquivalentTo(["lowest", "middle", "top", "ours"]));
        Assert.That(holders.CanLetGo);
    }

    [Test]
    public void Takes_records_that_say_nothing_where_only_ours_stands_upon_them() // of a base, where containerd keeps the images
    {
        broken.Engine.Cache.AddRange(
        [
            Facts.Cache("lowest", ""),
            Facts.Cache("top", "", "lowest"),
            Facts.Cache("ours", "[build 1/2] WORKDIR /org.olympian.project/shop", "top"),
            Facts.Cache("shared", ""),
            Facts.Cache("ours too", "[build 2/2] WORKDIR /org.olympian.project/shop", "shared"),
            Facts.Cache("theirs", "[1/2] RUN theirs", "shared"),
            Facts.Cache("alone", ""),
        ]);

        Assert.That(Holders().Cache.Select(record => record.Id), Is.EquivalentTo(["lowest", "top", "ours", "ours too"]));
    }

    [Test]
    public void Takes_nobodys_record_of_a_sound_base_for_a_holder()
    {
        const string sound = "registry.example/nginx:1";
        broken.Engine.Cache.AddRange([Facts.Cache("sound", $"pulled from {sound}"), Facts.Cache("theirs", "[1/2] RUN theirs", "sound")]);

        var holders = LayerHolders.Of(
            "shop",
            [broken.Lower],
            [ImageReference.Parse(Broken.Node), ImageReference.Parse(sound)],
            new(broken.Engine.Images, broken.Engine.Containers, broken.Engine.Cache));

        Assert.That(holders.Strangers, Is.Empty);
    }
}
