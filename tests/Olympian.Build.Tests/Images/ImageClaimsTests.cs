using System.Text;
using Olympian.Build.Tests.Releases;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Images;

public sealed class ImageClaimsTests
{
    private static readonly ImageFacts Image = Shop.Verified(Shop.First, "web");

    [Test]
    public void Says_one_thing_of_each_label() =>
        Assert.That(
            ImageClaims.OfLabels("shop", "web", Image, Shop.Arguments(Shop.First)).Select(claim => claim.ToString()),
            Is.EqualTo(new[]
            {
                "web: image label org.olympian.project: shop",
                "web: image label org.olympian.release: 20261122-140102-9f3c",
                "web: image label org.olympian.service: web",
                $"web: image label org.olympian.source-hash: {Shop.SourceHash}",
                "web: image label org.olympian.commit: 9f3c2a1",
                "web: image label org.olympian.build-date: 2026-11-22T14:01:02Z",
                $"web: image label org.olympian.cache-bust: 20261122-140102-9f3c.9f3c2a1.{Shop.SourceHash}",
                "web: image label org.opencontainers.image.created: 2026-11-22T14:01:02Z",
                "web: image label org.opencontainers.image.revision: 9f3c2a1",
                "web: image label org.opencontainers.image.version: 20261122-140102-9f3c",
                "web: image label org.opencontainers.image.title: shop/web",
            }));

    [Test]
    public void Holds_a_file_against_the_build_arguments() =>
        Assert.That(
            ImageClaims.OfBuildInfoFile("web", "/info", Encoding.UTF8.GetBytes(Shop.InfoFile(Shop.First)), Shop.Arguments(Shop.First)),
            Has.Exactly(4).Items.And.All.Property("Holds").True);

    [Test]
    public void Holds_a_file_against_the_labels() =>
        Assert.That(
            ImageClaims.OfBuildInfoFile("web", "/info", Encoding.UTF8.GetBytes(Shop.InfoFile(Shop.Second)), Image)
                .Select(claim => claim.Holds),
            Is.EqualTo(new[] { false, true, true, false }), "date, commit, source, cache bust of another release of the same source");

    [Test]
    public void Never_believes_silence_about_silence() => // an image without labels and an application without an answer do not agree
        Assert.That(
            ImageClaims.OfBuildInfo("web", "/x", new(null, null, null, null), new(null, null, null, null)),
            Has.All.Property("Holds").False);

    [Test]
    public void Says_what_was_to_be_found_where_nothing_was() =>
        Assert.That(
            ImageClaims.OfOrigin(new("web", "sha256:ab", TimeSpan.Zero), null).ToString(),
            Is.EqualTo("web: image under the release's tag is the one this run built: expected sha256:ab, found nothing"));
}
