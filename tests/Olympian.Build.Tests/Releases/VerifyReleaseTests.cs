using Olympian.Build.Tests.Integrity;
using Olympian.Build.Tests.Registries;
using Olympian.Deployment;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Registries;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tests.Releases;

public sealed class VerifyReleaseTests
{
    private const string InfoFile = "/app/build_info.txt";

    private static readonly ImageFacts Web = Shop.Verified(Shop.First, "web");
    private static readonly ImageFacts Worker = Shop.Verified(Shop.First, "worker");

    private StackDouble engine = new();
    private SourceTreeDouble source = new();
    private VerifierDouble verifier = new();

    [SetUp]
    public void Begin()
    {
        engine = new();
        source = new();
        verifier = new();
        engine.Images.AddRange([Web, Worker]);
        engine.Containers.AddRange([Shop.Container(Web), Shop.Container(Worker)]);
        engine.WriteFile("id-of-web", InfoFile, Shop.InfoFile(Shop.First));
        engine.WriteFile("id-of-worker", InfoFile, Shop.InfoFile(Shop.First));
    }

    private async Task<IReadOnlyList<Claim>> VerifyAsync(string? written = Shop.First) =>
        (await new VerifyRelease(
                engine,
                new ProveRunning(engine, new AnswerDouble(Shop.Answer(Shop.First)), new HurriedTime()),
                new FingerprintSource(source),
                new ReleaseInventory(engine),
                verifier,
                new BaseFreshness(engine, new RegistryFreshness(new RegistryDouble())))
            .RunAsync(Shop.Project, written is null ? null : Shop.Arguments(written), verifier, CancellationToken.None)).Claims;

    private async Task<IEnumerable<string>> RefutedAsync(string? written = Shop.First) =>
        (await VerifyAsync(written)).Where(claim => !claim.Holds).Select(claim => $"{claim.Subject}: {claim.Statement}");

    [Test]
    public async Task Makes_every_claim_again()
    {
        var claims = await VerifyAsync();

        // One release; per service its verification, 11 labels and 4 lines; 10 of what runs; the source; the layers of three images.
        Assert.That(claims, Has.Count.EqualTo(1 + (2 * (1 + 11)) + 20 + 1 + 3).And.All.Property("Holds").True);
    }

    [Test]
    public async Task Finds_damaged_layers()
    {
        verifier.Damaged[Web.Id] = ["sha256:old"];

        Assert.That(await RefutedAsync(), Is.EqualTo(["web: layers (1 layer, store)"]));
    }

    [TestCase(null)]
    [TestCase(Shop.Second)]
    public async Task Holds_no_image_against_arguments_that_are_not_its_own(string? written) =>
        Assert.That(await VerifyAsync(written), Has.Count.EqualTo(27).And.All.Property("Holds").True);

    [Test]
    public async Task Finds_two_releases_that_run_at_once()
    {
        engine.Images.Add(Shop.Verified(Shop.Second, "worker"));
        engine.Containers[1] = Shop.Container(engine.Images[^1]);

        Assert.That(
            (await VerifyAsync()).Select(claim => claim.ToString()),
            Has.Member("shop: one release runs: expected 20261123-080000-0a1b, found 20261123-080000-0a1b and 20261122-140102-9f3c"));
    }

    [Test]
    public async Task Finds_a_file_that_was_changed_in_the_container()
    {
        engine.WriteFile("id-of-worker", InfoFile, "Build Date: never\n");

        Assert.That(await RefutedAsync(), Is.EqualTo(new[]
        {
            "worker: /app/build_info.txt Build Date", "worker: /app/build_info.txt Git Commit", "worker: /app/build_info.txt Source Hash",
            "worker: /app/build_info.txt Cache Bust",
        }));
    }

    [Test]
    public async Task Reads_no_strangers_container()
    {
        engine.Containers.Insert(0, Shop.Stranger(Worker)); // it has no such file

        Assert.That(await RefutedAsync(), Is.Empty);
    }

    [Test]
    public async Task Reads_nothing_that_compose_run_left()
    {
        engine.Containers.Insert(0, Shop.OneOff(Worker)); // it has no such file

        Assert.That(await RefutedAsync(), Is.Empty);
    }

    [Test]
    public async Task Finds_a_source_that_is_not_what_was_built()
    {
        source.Content = "a2";

        Assert.That(await RefutedAsync(), Is.EqualTo(new[] { "shop: the source on disk is what was built" }));
    }

    [Test]
    public async Task Finds_an_image_that_was_never_verified()
    {
        engine.Images[1] = Shop.Image(Shop.First, "worker", $"shop/worker:{Shop.First}.candidate");

        Assert.That(await RefutedAsync(), Is.EqualTo(new[] { "worker: image was verified when it was built" }));
    }

    [Test]
    public async Task Finds_a_release_without_an_image()
    {
        engine.Images.RemoveAt(1);
        engine.Containers.RemoveAt(1);

        Assert.That(await RefutedAsync(), Is.EqualTo(new[]
        {
            "worker: release has an image", "worker: container runs", "worker: container's image is the release's",
        }));
    }

    [Test]
    public void Says_so_when_nothing_runs()
    {
        engine.Containers.Clear();

        Assert.That(() => VerifyAsync(), Throws.TypeOf<ExpectedFailure>().With.Message.EqualTo(
            "Nothing of project 'shop' runs.\nExpected the containers of a release.\n"
            + "Start the last verified one: ./build.sh --target=UpProd"));
    }
}
