using Olympian.Build.Tests.Releases;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Images;

public sealed class ImageLabelsTests
{
    [Test]
    public void Keeps_its_published_names() => // images in use carry them
        Assert.That(ImageLabels.Of("shop", "web", Shop.Arguments(Shop.First)), Is.EqualTo(new Dictionary<string, string>
        {
            ["org.olympian.project"] = "shop",
            ["org.olympian.release"] = "20261122-140102-9f3c",
            ["org.olympian.service"] = "web",
            ["org.olympian.source-hash"] = Shop.SourceHash,
            ["org.olympian.commit"] = "9f3c2a1",
            ["org.olympian.build-date"] = "2026-11-22T14:01:02Z",
            ["org.olympian.cache-bust"] = $"20261122-140102-9f3c.9f3c2a1.{Shop.SourceHash}",
            ["org.opencontainers.image.created"] = "2026-11-22T14:01:02Z",
            ["org.opencontainers.image.revision"] = "9f3c2a1",
            ["org.opencontainers.image.version"] = "20261122-140102-9f3c",
            ["org.opencontainers.image.title"] = "shop/web",
        }));
}
