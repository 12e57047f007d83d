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

    [Test]
    public void Gives_files_in_place_of_variables_to_who_can_read_them()
    {
        var worker = Shop.Worker with
        {
            Labels = new Dictionary<string, string> { [Deployment.Images.ComposeService.SecretFilesLabel] = "KEY  OTHER" },
        };

        var text = ReleaseOverride.Of(
            Shop.Project with { Services = [worker] }, Shop.First, new SecretMounts("ab12", new Dictionary<string, string> { ["KEY"] = "/a $dir/KEY" }));

        Assert.That(text.ReplaceLineEndings("\n"), Does.EndWith("""
                  "environment": {
                    "KEY": "",
                    "KEY_FILE": "/run/secrets/KEY"
                  },
                  "secrets": [
                    {
                      "source": "KEY-ab12",
                      "target": "KEY"
                    }
                  ]
                }
              },
              "secrets": {
                "KEY-ab12": {
                  "file": "/a $$dir/KEY"
                }
              }
            }
            """.ReplaceLineEndings("\n")));
    }
}
