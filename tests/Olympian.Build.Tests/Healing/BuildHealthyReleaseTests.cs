using Olympian.Build.Tests.CachedSteps;
using Olympian.Build.Tests.Cleaning;
using Olympian.Build.Tests.Images;
using Olympian.Build.Tests.Integrity;
using Olympian.Build.Tests.Releases;
using Olympian.Deployment.Archives;
using Olympian.Deployment.CachedSteps;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Sources;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Tests.Healing;

/// <summary>The ladder: each step at most once, the smallest first, and nothing built upon what was not proven.</summary>
public sealed class BuildHealthyReleaseTests
{
    private const string Copy = $"shop/base-copy:{Shop.First}-1";
    private const string Raised = $"shop/base-copy:{Shop.First}-raised-1";

    private static readonly ComposeProject Project = new("shop", [WithoutInfo(Shop.Web), WithoutInfo(Shop.Worker)], []);

    private Broken broken = null!;
    private StreamsDouble streams = null!;
    private BuilderDouble builder = null!;
    private Queue<Exception> troubles = null!;

    [SetUp]
    public void A_sound_base_and_a_builder()
    {
        broken = new();
        broken.Disk.Damaged.Clear();
        streams = new(broken.Engine);
        troubles = new();
        builder = new((order, _) =>
        {
            lock (broken)
            {
                return troubles.TryDequeue(out var trouble) && order.Build.Service == "web" ? throw trouble : Task.FromResult(Build(order));
            }
        });
    }

    private async Task<HealthyRelease> RunAsync(bool heal = true, CancellationToken cancellation = default) => await new BuildHealthyRelease(
        new(broken.Engine, new DockerfilesDouble($"FROM {Broken.Node}\nRUN make\n"), broken.Retry),
        broken.Disk,
        broken.HealBases,
        new(broken.Engine, broken.Disk, broken.LetGo, Copies),
        UnprovableCache,
        new(broken.Engine, new BuildFilesDouble()),
        broken.Retry,
        new(builder, broken.Engine, new FingerprintSource(new SourceTreeDouble()), broken.Disk),
        Copies).RunAsync(
            new(Project, Shop.Arguments(Shop.First), CacheUse.Cached, DateTimeOffset.UnixEpoch, "/logs", TimeSpan.FromMinutes(30)), heal, broken.Journal, cancellation);

    private GuardCache UnprovableCache => new(
        new(broken.Engine, new LocatorDouble(LocatorDouble.NotRoot), new SealsDouble(), TimeProvider.System),
        new(broken.Engine, new BuildFilesDouble()),
        new(broken.Engine, new SealsDouble()));

    private CopyBase Copies => new(broken.Registry, new(broken.Registry), streams, broken.Engine);

    // One more layer upon the base, or upon the copy that stands in for it.
    private BuiltImage Build(ImageOrder order)
    {
        var name = order.Substitutes.GetValueOrDefault(Broken.Node, Broken.Node);
        var below = broken.Engine.Images.Single(image => image.Tags.Contains(name));
        var image = new ImageFacts(
            $"sha256:{order.Build.Service}-{builder.Orders.Count}", [order.Tag], [], order.Labels, DateTimeOffset.UnixEpoch, 1,
            [.. below.Layers, $"sha256:{order.Build.Service}"], null);
        broken.Engine.Images.RemoveAll(one => one.Tags.Contains(order.Tag));
        broken.Engine.Images.Add(image);
        return new(order.Build.Service, image.Id, TimeSpan.Zero, new([], [new(name, null)], []));
    }

    private static ComposeService WithoutInfo(ComposeService service) =>
        service with { Labels = new Dictionary<string, string> { ["org.olympian.build-info-file"] = "none" } };

    private static ImageBuildFailure Failure(string words) => new("web", null, [], words, "/logs/web.log");

    private string[] Removals => [.. broken.Engine.Calls.Where(call => !call.Contains(".candidate") && !call.StartsWith("tag ", StringComparison.Ordinal))];

    [Test]
    public async Task Builds_upon_sound_bases_without_a_word_of_healing()
    {
        var release = await RunAsync();

        Assert.Multiple(() =>
        {
            Assert.That(release.WasHealed, Is.False);
            Assert.That(builder.Orders, Has.Count.EqualTo(2).And.All.Property("Substitutes").Empty);
            Assert.That(broken.Disk.Looks, Is.EqualTo([$"base {Broken.Node}", "web, worker"]));
            Assert.That(Removals, Is.Empty);
            Assert.That(release.Claims, Has.All.Property("Holds").True.And.Some.Property("Subject").EqualTo($"base {Broken.Node}"));
        });
    }

    [Test]
    public void Builds_nothing_upon_a_damaged_base_that_may_not_be_healed()
    {
        broken.Disk.Damaged.Add(broken.Lower);

        var failure = Assert.ThrowsAsync<DamageFound>(() => RunAsync(heal: false))!;

        Assert.That(failure.NextCommand, Does.Contain("--no-heal").And.Contain("./build.sh --target=Heal"));
        Assert.That(builder.Orders, Is.Empty);
        Assert.That(broken.Engine.Calls, Is.Empty);
    }

    [Test]
    public async Task Heals_a_base_before_anything_is_built_upon_it()
    {
        broken.Disk.Damaged.Add(broken.Lower);
        var damagedWhileBuilding = false;
        builder = new((order, _) =>
        {
            lock (broken)
            {
                damagedWhileBuilding |= broken.Disk.Damaged.Count > 0;
                return Task.FromResult(Build(order));
            }
        });

        var release = await RunAsync();

        Assert.That(damagedWhileBuilding, Is.False);
        Assert.That(release.WasHealed);
        Assert.That(release.Claims, Has.All.Property("Holds").True);
    }

    [Test]
    public async Task Builds_upon_a_copy_while_the_old_release_serves_and_forgets_the_copys_name()
    {
        broken.Disk.Damaged.Add(broken.Lower);
        var old = broken.Run(broken.Built(Facts.First, "web"), ContainerState.Running);

        await RunAsync();

        Assert.Multiple(() =>
        {
            Assert.That(builder.Orders.Select(order => order.Substitutes[Broken.Node]), Is.EqualTo([Copy, Copy]));
            Assert.That(Removals, Is.EqualTo([$"load {Copy}", $"untag {Copy}"]));
            Assert.That(broken.Engine.Containers, Is.EqualTo([old]));
        });
    }

    [Test]
    public void Forgets_the_copys_name_where_the_build_fails_or_is_interrupted([Values] bool interrupted)
    {
        broken.Disk.Damaged.Add(broken.Lower);
        broken.Run(broken.Built(Facts.First, "web"), ContainerState.Running);
        troubles.Enqueue(interrupted ? new OperationCanceledException() : Failure("exit code: 1"));

        Assert.That(() => RunAsync(), Throws.Exception);
        Assert.That(Removals[^1], Is.EqualTo($"untag {Copy}"));
    }

    [TestCase("failed to solve: failed to get edge: inconsistent graph state", 2)]
    [TestCase("toomanyrequests: You have reached your pull rate limit", 2)]
    [TestCase("failed to solve: process \"/bin/sh -c make\" did not complete successfully: exit code: 1", 1)]
    [TestCase("failed to solve: write /var/lib/docker/overlay2/a/diff/b: no space left on device", 1)]
    [TestCase("failed to solve: read /var/lib/docker/a: input/output error", 1)]
    public void Builds_as_often_as_a_failure_allows_and_removes_nothing_for_it(string words, int builds)
    {
        troubles = new(Enumerable.Repeat(Failure(words), 10));
        builder = new((order, cancellation) => order.Build.Service == "web" ? throw troubles.Dequeue() : Task.FromResult(Build(order)));

        Assert.ThrowsAsync<ImageBuildFailure>(() => RunAsync());
        Assert.That(10 - troubles.Count, Is.EqualTo(builds));
        Assert.That(Removals, Is.Empty);
    }

    [Test]
    public void Drops_this_projects_cache_once_where_the_builder_trips_over_it([Values] bool heal)
    {
        broken.Engine.Cache.AddRange([Facts.Cache("ours", "[build 1/2] WORKDIR /org.olympian.project/shop"), Facts.Cache("theirs", "[1/2] RUN theirs")]);
        troubles = new(Enumerable.Repeat(Failure("failed to solve: content digest sha256:2ab0: not found"), 10));
        builder = new((order, cancellation) => order.Build.Service == "web" ? throw troubles.Dequeue() : Task.FromResult(Build(order)));

        Assert.ThrowsAsync<ImageBuildFailure>(() => RunAsync(heal));
        Assert.That(10 - troubles.Count, Is.EqualTo(heal ? 2 : 1));
        Assert.That(Removals, Is.EqualTo(heal ? ["prune ours"] : Array.Empty<string>()));
        Assert.That(broken.Engine.Cache.Select(record => record.Id), Does.Contain("theirs"));
    }

    [Test]
    public void Still_says_why_the_build_failed_where_the_cache_cannot_be_dropped()
    {
        broken.Engine.Cache.Add(Facts.Cache("ours", "[build 1/2] WORKDIR /org.olympian.project/shop"));
        broken.Engine.ForgetsToPrune = true;
        troubles.Enqueue(Failure("failed to solve: content digest sha256:2ab0: not found"));
        builder = new((order, cancellation) => order.Build.Service == "web" ? throw troubles.Dequeue() : Task.FromResult(Build(order)));

        Assert.ThrowsAsync<CleaningFailure>(() => RunAsync());
        Assert.That(broken.Journal.Lines, Has.Some.Contains("content digest sha256:2ab0: not found"));
    }

    [Test]
    public async Task Builds_once_more_after_letting_go_of_damaged_layers_that_it_came_upon()
    {
        var chain = LayerChain.IdsOf([.. broken.Base.Layers, "sha256:web"])[^1];
        broken.Disk.Damaged.Add(chain);
        broken.Disk.Meanwhile = change =>
        {
            if (change.StartsWith("untag shop/web:", StringComparison.Ordinal))
            {
                broken.Disk.Damaged.Clear();
            }
        };

        var release = await RunAsync();

        Assert.That(builder.Orders, Has.Count.EqualTo(4));
        Assert.That(release.WasHealed);
        Assert.That(broken.Journal.Lines, Has.Some.StartWith("letting go of damaged layers that the build came upon"));
    }

    [Test]
    public async Task Raises_the_bases_where_the_layers_it_came_upon_cannot_go()
    {
        var image = streams.Add(StoredImage.Layer(archive => archive.File("a", "x")));
        broken.Engine.Images.RemoveAll(one => one.Id == image.Id || one.Id == broken.Base.Id);
        broken.Engine.Images.Add(image.Facts with { Tags = [Broken.Node] });
        broken.Disk.Damaged.Add(LayerChain.IdsOf([.. image.DiffIds, "sha256:web"])[^1]);
        broken.Engine.Images.Add(Facts.Bare with { Id = "sha256:foreign", Tags = ["team/app:1"], Layers = [.. image.DiffIds, "sha256:web"] });

        var release = await RunAsync();

        Assert.Multiple(() =>
        {
            Assert.That(release.WasHealed);
            Assert.That(builder.Orders.TakeLast(2).Select(order => order.Substitutes[Broken.Node]), Is.EqualTo([Raised, Raised]));
            Assert.That(Removals, Is.EqualTo([$"load {Raised}", $"untag {Raised}"]));
            Assert.That(broken.Engine.Images.Select(one => one.Id), Does.Contain("sha256:foreign"));
        });
    }

    [Test]
    public void Gives_up_where_what_is_built_is_damaged_a_second_time()
    {
        broken.Disk.Damaged.Add(LayerChain.IdsOf([.. broken.Base.Layers, "sha256:web"])[^1]);

        Assert.ThrowsAsync<BuiltDamaged>(() => RunAsync());
        Assert.That(builder.Orders, Has.Count.EqualTo(4));
    }

    [Test]
    public void Does_not_build_again_what_came_out_damaged_where_healing_is_off()
    {
        broken.Disk.Damaged.Add(LayerChain.IdsOf([.. broken.Base.Layers, "sha256:web"])[^1]);

        Assert.ThrowsAsync<BuiltDamaged>(() => RunAsync(heal: false));
        Assert.That(builder.Orders, Has.Count.EqualTo(2));
        Assert.That(Removals, Is.Empty);
    }

    [Test]
    public void Touches_nothing_on_a_disk_that_fails()
    {
        broken.Disk.Fails = true;

        Assert.ThrowsAsync<StorageFailure>(() => RunAsync());
        Assert.That(broken.Engine.Calls, Is.Empty);
        Assert.That(builder.Orders, Is.Empty);
    }
}
