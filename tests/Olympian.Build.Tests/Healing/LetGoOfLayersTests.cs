using Olympian.Build.Tests.Cleaning;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Healing;

/// <summary>Everything of ours that holds a damaged layer goes, by id; nothing else does.</summary>
public sealed class LetGoOfLayersTests
{
    private Broken broken = null!;

    [SetUp]
    public void A_damaged_base() => broken = new();

    private LayerHolders Holders() => LayerHolders.Of(
        "shop", [broken.Lower], [ImageReference.Parse(Broken.Node)], new([.. broken.Engine.Images], [.. broken.Engine.Containers], [.. broken.Engine.Cache]));

    private Task LetGoAsync(LayerHolders? holders = null, CancellationToken cancellation = default) =>
        broken.LetGo.RunAsync("shop", [broken.Lower], holders ?? Holders(), broken.Journal, cancellation);

    [Test]
    public async Task Removes_containers_first_then_images_then_bases_then_cache_and_tells_each()
    {
        var built = broken.Built(Facts.First, "web");
        var container = broken.Run(built, ContainerState.Exited);
        broken.Engine.Cache.Add(Facts.Cache("ours", "[build 1/2] WORKDIR /org.olympian.project/shop"));

        await LetGoAsync();

        Assert.That(broken.Engine.Calls, Is.EqualTo([$"remove container {container.Id}", $"untag {built.Tags[0]}", $"untag {Broken.Node}", "prune ours"]));
        Assert.That(broken.Journal.Lines.Take(4).Select(line => line.Split(':')[^1]), Is.EqualTo([
            " it holds a damaged layer", " it holds a damaged layer", " it holds a damaged layer; it is pulled again where it is needed", " it holds a damaged layer"]));
        Assert.That(broken.Engine.Images, Is.Empty);
    }

    [Test]
    public void Refuses_where_something_runs_or_is_somebody_elses([Values] bool runs)
    {
        var image = runs ? broken.Built(Facts.First, "web") : broken.Foreign("team/app:1");
        if (runs)
        {
            broken.Run(image, ContainerState.Running);
        }

        Assert.ThrowsAsync<InvalidOperationException>(() => LetGoAsync());
        Assert.That(broken.Engine.Calls, Is.Empty);
    }

    [Test]
    public async Task Lets_go_of_a_base_that_is_listed_by_its_digest_alone()
    {
        broken.Engine.Images[0] = broken.Base with { Tags = [] };

        await LetGoAsync();

        Assert.That(broken.Engine.Images, Is.Empty);
    }

    [Test]
    public async Task Leaves_what_was_started_or_named_in_the_meantime()
    {
        var built = broken.Built(Facts.First, "web");
        var container = broken.Run(built, ContainerState.Exited);
        var holders = Holders();
        broken.Engine.Containers[0] = container with { State = ContainerState.Running };
        broken.Engine.Images[0] = broken.Base with { Tags = [Broken.Node, "team/node:new"] };

        await LetGoAsync(holders);

        Assert.That(broken.Engine.Containers.Single().State, Is.EqualTo(ContainerState.Running));
        Assert.That(broken.Engine.Images.Select(image => image.Id), Is.EquivalentTo([built.Id, broken.Base.Id]));
        Assert.That(broken.Journal.Lines, Has.Some.Contains("team/node:new"));
    }

    [Test]
    public async Task Does_not_take_a_name_that_another_image_has_got_in_the_meantime()
    {
        var holders = Holders();
        broken.Engine.Images[0] = broken.Base with { Tags = [] };
        broken.Engine.Images.Add(Facts.Bare with { Id = "sha256:newer", Tags = [Broken.Node] });

        await LetGoAsync(holders);

        Assert.That(broken.Engine.Images.Single(image => image.Id == "sha256:newer").Tags, Is.EqualTo([Broken.Node]));
        Assert.That(broken.Engine.Calls, Does.Not.Contain($"untag {Broken.Node}"));
    }

    [Test]
    public void Says_what_could_not_be_removed_after_everything_was_tried()
    {
        var built = broken.Built(Facts.First, "web");
        broken.Engine.Broken.Add($"untag {built.Tags[0]}");

        var failure = Assert.ThrowsAsync<CleaningFailure>(() => LetGoAsync())!;

        Assert.That(failure.Failures.Single(), Does.Contain(built.Tags[0]));
        Assert.That(broken.Engine.Calls, Does.Contain($"untag {Broken.Node}"));
    }

    [Test]
    public void Stops_after_the_thing_in_hand_when_it_is_interrupted()
    {
        using var interrupted = new CancellationTokenSource();
        var built = broken.Built(Facts.First, "web");
        broken.Run(built, ContainerState.Exited);
        broken.Disk.Meanwhile = _ => interrupted.Cancel();

        Assert.That(() => LetGoAsync(cancellation: interrupted.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(broken.Engine.Calls, Has.Count.EqualTo(1));
        Assert.That(broken.Engine.Images, Has.Count.EqualTo(2));
    }
}
