using Olympian.Build.Tests.Releases;
using Olympian.Deployment;
using Olympian.Deployment.Room;

namespace Olympian.Build.Tests.Room;

public sealed class EnsureRoomTests
{
    private StackDouble engine = new();
    private Disks disks = new();

    [SetUp]
    public void Begin()
    {
        engine = new();
        disks = new() { ["/engine"] = new("/", 5_000_000_000), ["/work"] = new("/", 5_000_000_000) };
    }

    private Task<IReadOnlyList<string>> RunAsync(long? minimum = null, string? engineRoot = "/engine") =>
        new EnsureRoom(engine, disks).RunAsync(new("shop", engineRoot, "/work", minimum, Keep: 0), CancellationToken.None);

    [Test]
    public async Task Has_nothing_to_say_where_there_is_room() => Assert.That(await RunAsync(), Is.Empty);

    [Test]
    public void Names_the_file_system_what_is_there_and_what_pruning_would_free()
    {
        disks["/engine"] = new("/var", 1_999_999_999);
        engine.Images.Add(Shop.Verified(Shop.First, "web") with { Bytes = 700_000_000 });

        Assert.That(() => RunAsync(), Throws.TypeOf<ExpectedFailure>().With.Message.EqualTo(
            "There is too little room on the file system /var, where the engine's data root lies (/engine).\n"
            + "Expected 2.0 GB free (the last release took 700.0 MB), found 2.0 GB. Nothing was changed.\n"
            + "PruneImages would free up to 700.0 MB: ./build.sh --target=PruneImages --plan; or ask for less: --min-free=500M"));
    }

    [Test]
    public void Asks_for_twice_the_last_release_where_that_is_more()
    {
        engine.Images.Add(Shop.Verified(Shop.First, "web") with { Bytes = 9_000_000_000 });
        engine.Images.Add(Shop.Verified(Shop.Second, "web") with { Bytes = 1_300_000_000 });
        engine.Images.Add(Shop.Verified(Shop.Second, "worker") with { Bytes = 1_300_000_000 });

        Assert.That(() => RunAsync(), Throws.TypeOf<ExpectedFailure>().With.Message.Contains("Expected 5.2 GB free (the last release took 2.6 GB), found 5.0 GB."));
    }

    [Test]
    public void Looks_at_the_work_tree_too()
    {
        disks["/work"] = new("/home", 1);

        Assert.That(() => RunAsync(), Throws.TypeOf<ExpectedFailure>().With.Message.StartsWith(
            "There is too little room on the file system /home, where the work tree lies (/work)."));
    }

    [Test]
    public async Task Asks_for_nothing_when_told_so()
    {
        disks["/engine"] = new("/var", 0);

        Assert.That(await RunAsync(minimum: 0), Is.Empty);
    }

    [Test]
    public void Asks_for_what_it_is_told() =>
        Assert.That(() => RunAsync(minimum: 6_000_000_000), Throws.TypeOf<ExpectedFailure>().With.Message.Contains("Expected 6.0 GB free (--min-free), found 5.0 GB."));

    [TestCase(null)]
    [TestCase("/elsewhere")]
    public async Task Says_what_it_cannot_know(string? engineRoot) =>
        Assert.That(await RunAsync(engineRoot: engineRoot), Is.EqualTo(new[] { "The room on the engine's data root is not known: it is not on this machine." }));

    private sealed class Disks : Dictionary<string, DiskSpace>, IDiskSpaces
    {
        public DiskSpace? Of(string directory) => this.GetValueOrDefault(directory);
    }
}
