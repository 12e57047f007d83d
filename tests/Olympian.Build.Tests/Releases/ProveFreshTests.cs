using Olympian.Build.Tests.Integrity;
using Olympian.Build.Tests.Registries;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Images;
using Olympian.Deployment.Registries;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tests.Releases;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ProveFreshTests
{
    private const string Tag = "1";

    private readonly StackDouble engine = new();
    private readonly SourceTreeDouble source = new();
    private readonly VerifierDouble verifier = new();
    private readonly RegistryDouble registry = new();
    private readonly HandMadeImage published = new(HandMadeLayer.Gzip("base"));

    public ProveFreshTests()
    {
        registry.Push(published, Tag);
        Put(Shop.First);
    }

    private BaseRecord Base => new($"127.0.0.1:5000/base:{Tag}", published.Digest, published.Id);

    private void Put(string release, params string[] services)
    {
        foreach (var service in services.Length == 0 ? ["web", "worker"] : services)
        {
            var image = Shop.Verified(release, service);
            engine.Images.Add(image with { Labels = new Dictionary<string, string>(image.Labels) { [ImageLabels.Bases] = BaseRecord.LabelOf([Base]) } });
        }
    }

    private void Change(Func<ImageFacts, ImageFacts> how)
    {
        var changed = engine.Images.Select(how).ToArray();
        engine.Images.Clear();
        engine.Images.AddRange(changed);
    }

    private void Label(string label, string? value) => Change(image =>
    {
        var labels = new Dictionary<string, string>(image.Labels);
        labels.Remove(label);
        if (value is not null)
        {
            labels[label] = value;
        }

        return image with { Labels = labels };
    });

    private Task<FreshProof> ProveAsync(DateTimeOffset? epoch = null) =>
        new ProveFresh(engine, new FingerprintSource(source), new BaseFreshness(engine, new RegistryFreshness(registry)), verifier)
            .RunAsync(Shop.Project, epoch, verifier, CancellationToken.None);

    private async Task<string?> WhyNotAsync(DateTimeOffset? epoch = null)
    {
        var proof = await ProveAsync(epoch);
        Assert.That(proof.Release, Is.Null);
        Assert.That(proof.Arguments, Is.Null);
        return proof.WhyNot;
    }

    [Test]
    public async Task Keeps_a_release_of_which_everything_is_proven()
    {
        var proof = await ProveAsync();

        Assert.Multiple(() =>
        {
            Assert.That(proof.Release?.Value, Is.EqualTo(Shop.First));
            Assert.That(proof.Arguments, Is.EqualTo(Shop.Arguments(Shop.First)));
            Assert.That(proof.WhyNot, Is.Null);
            // The source; per service 11 labels and that of its bases; one base; the layers of two images.
            Assert.That(proof.Claims, Has.Count.EqualTo(1 + (2 * 12) + 1 + 2).And.All.Property("Holds").True);
            Assert.That(verifier.Calls, Is.EqualTo(new[] { "web, worker" }));
        });
    }

    [Test]
    public async Task Keeps_the_newest_of_several()
    {
        Put(Shop.Second);

        Assert.That((await ProveAsync()).Release?.Value, Is.EqualTo(Shop.Second));
    }

    [Test]
    public async Task Keeps_no_half_of_a_release()
    {
        Put(Shop.Second, "web");

        Assert.That((await ProveAsync()).Release?.Value, Is.EqualTo(Shop.First));
    }

    [Test]
    public async Task Builds_anew_when_a_byte_of_the_source_changed()
    {
        source.Content = "a2";

        Assert.That(await WhyNotAsync(), Does.StartWith("no verified release of project 'shop' was built from this source"));
        Assert.That(verifier.Calls, Is.Empty, "no layer needs to be read for it");
        Assert.That(registry.Asked, Is.Empty);
    }

    [Test]
    public async Task Builds_anew_what_did_not_come_up()
    {
        Change(image => image with { Tags = [ReleaseTags.Failed("shop", image.Labels[ImageLabels.Service], Shop.First)] });

        Assert.That(await WhyNotAsync(), Does.StartWith("no verified release"));
    }

    [Test]
    public async Task Builds_anew_when_the_registry_has_another_base()
    {
        var newer = new HandMadeImage(HandMadeLayer.Gzip("newer"));
        registry.Push(newer, Tag);

        Assert.That(await WhyNotAsync(), Does.Contain("the base is what its name means now").And.Contain($"found {newer.Digest}"));
        Assert.That(verifier.Calls, Is.Empty);
    }

    [Test]
    public async Task Builds_anew_when_the_registry_does_not_answer()
    {
        registry.Refusals[Tag] = image => new RegistryUnavailable(image, "connection refused");

        Assert.That(await WhyNotAsync(), Does.Contain("nobody who says so"));
    }

    [Test]
    public async Task Builds_anew_upon_a_base_of_no_registry()
    {
        Label(ImageLabels.Bases, BaseRecord.LabelOf([Base with { Digest = null }]));

        Assert.That(await WhyNotAsync(), Does.Contain("a digest in a registry").And.Contain("it came from no registry"));
    }

    [Test]
    public async Task Asks_nobody_for_a_base_that_is_named_by_its_digest()
    {
        Label(ImageLabels.Bases, BaseRecord.LabelOf([Base with { Name = $"127.0.0.1:5000/base@{published.Digest}" }]));
        registry.Refusals[Tag] = image => new RegistryUnavailable(image, "connection refused");

        Assert.That((await ProveAsync()).Release?.Value, Is.EqualTo(Shop.First));
    }

    [TestCase(ImageLabels.Bases, null, "the image says what it was built upon")]
    [TestCase(ImageLabels.CacheBust, null, "do not say what it was built with")]
    [TestCase(ImageLabels.Commit, "forged!", "do not say what it was built with")]
    [TestCase("org.opencontainers.image.revision", "abc", "image label org.opencontainers.image.revision")]
    public async Task Builds_anew_when_a_label_is_not_what_this_build_wrote(string label, string? value, string why)
    {
        Label(label, value);

        Assert.That(await WhyNotAsync(), Does.Contain(why));
    }

    [Test]
    public async Task Builds_anew_when_a_layer_is_damaged()
    {
        verifier.Damaged[engine.Images[1].Id] = ["sha256:old"];

        Assert.That(await WhyNotAsync(), Does.StartWith("worker: layers (1 layer, store): expected intact, found damaged"));
    }

    [TestCase(0, true)]
    [TestCase(1, false)]
    public async Task Holds_the_images_time_against_SOURCE_DATE_EPOCH(int secondsLater, bool isKept)
    {
        var epoch = Shop.Arguments(Shop.First).BuildTime.AddSeconds(secondsLater);

        Assert.That((await ProveAsync(epoch)).Release is not null, Is.EqualTo(isKept));
    }
}
