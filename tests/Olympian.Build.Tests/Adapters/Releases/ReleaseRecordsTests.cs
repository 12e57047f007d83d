using Olympian.Build.Adapters.Releases;
using Olympian.Build.Options;
using Olympian.Build.Tests.Releases;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Adapters.Releases;

public sealed class ReleaseRecordsTests
{
    private string root = "";

    private static readonly ReleaseId Release = Shop.Arguments(Shop.First).ReleaseId;

    [SetUp]
    public void Begin() => root = Directory.CreateTempSubdirectory("olympian-test-").FullName;

    [TearDown]
    public void End() => Directory.Delete(root, recursive: true);

    private string Write(params Claim[] claims) => Write(claims, null, null);

    private string Write(Claim[] claims, IntegrityReport? integrity, string[]? story, ServiceGap[]? gaps = null)
    {
        var surroundings = new Surroundings(root, root, new Dictionary<string, string>());
        new ReleaseRecords(surroundings, new HurriedTime()).Write("shop", Release, "built", claims, integrity, story, gaps);
        return File.ReadAllText(Path.Combine(root, "artifacts", "releases", "shop-20261122-140102-9f3c.built.json"));
    }

    [Test]
    public void Writes_down_every_claim()
    {
        var written = Write(new("web", "container runs", "running", "running"), new("web", "image", "sha256:ab", null));

        Assert.That(written.ReplaceLineEndings("\n"), Is.EqualTo("""
            {
              "project": "shop",
              "release": "20261122-140102-9f3c",
              "stage": "built",
              "checked": "2026-11-22T14:00:00+00:00",
              "claims": [
                {
                  "of": "web",
                  "claim": "container runs",
                  "expected": "running",
                  "actual": "running",
                  "holds": true
                },
                {
                  "of": "web",
                  "claim": "image",
                  "expected": "sha256:ab",
                  "actual": null,
                  "holds": false
                }
              ],
              "layers": [],
              "switch": [],
              "story": []
            }
            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public void Writes_down_how_layers_were_proven_and_what_was_healed()
    {
        var integrity = new IntegrityReport(
            [], [new(Way.Save, 3, 1200, TimeSpan.FromSeconds(1.5), [])], [(Way.Store, "the engine is on another machine")]);

        Assert.That(Write([], integrity, ["DAMAGED base node:22"]).ReplaceLineEndings("\n"), Does.EndWith("""
              "layers": [
                {
                  "way": "save",
                  "layers": 3,
                  "bytes": 1200,
                  "seconds": 1.5
                },
                {
                  "way": "store",
                  "notPossible": "the engine is on another machine"
                }
              ],
              "switch": [],
              "story": [
                "DAMAGED base node:22"
              ]
            }
            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public void Writes_down_what_clients_saw_of_the_switch() =>
        Assert.That(Write([], null, null, [new("/api/health", 153, 12, TimeSpan.FromMilliseconds(612.4))]).ReplaceLineEndings("\n"), Does.Contain("""
              "switch": [
                {
                  "path": "/api/health",
                  "requests": 153,
                  "failed": 12,
                  "longestMilliseconds": 612
                }
              ],
            """.ReplaceLineEndings("\n")));

    [Test]
    public void Writes_a_release_that_was_checked_again_anew()
    {
        Write(new Claim("web", "a", "1", "1"), new("web", "b", "1", "1"));

        Assert.That(Write(new Claim("web", "c", "1", "1")), Does.Not.Contain("\"a\"").And.Contain("\"c\""));
    }
}
