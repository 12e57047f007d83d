using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

public sealed class ReleaseOverrideTests
{
    [Test]
    public void Pins_what_is_built_here_and_labels_all_that_runs() =>
        Assert.That(ReleaseOverride.Of(Shop.Project, Shop.First).ReplaceLineEndings("\n"), Is.EqualTo("""
            {
              "services": {
                "store": {
                  "labels": {
                    "org.olympian.project": "shop",
                    "org.olympian.service": "store"
                  }
                },
                "web": {
                  "labels": {
                    "org.olympian.project": "shop",
                    "org.olympian.release": "20261122-140102-9f3c",
                    "org.olympian.service": "web"
                  },
                  "image": "shop/web:20261122-140102-9f3c",
                  "pull_policy": "never"
                },
                "worker": {
                  "labels": {
                    "org.olympian.project": "shop",
                    "org.olympian.release": "20261122-140102-9f3c",
                    "org.olympian.service": "worker"
                  },
                  "image": "shop/worker:20261122-140102-9f3c",
                  "pull_policy": "never"
                }
              }
            }
            """.ReplaceLineEndings("\n")));
}
