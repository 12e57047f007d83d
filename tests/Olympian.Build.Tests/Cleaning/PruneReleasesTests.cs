using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Cleaning;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PruneReleasesTests
{
    private readonly EngineDouble engine = new();
    private readonly JournalDouble journal = new();

    public PruneReleasesTests()
    {
        engine.Images.AddRange([Facts.Verified(Facts.First, "backend"), Facts.Verified(Facts.Second, "backend"), Facts.Verified(Facts.Third, "backend")]);
        engine.Cache.Add(Facts.Cache("ours", "[deps 2/4] WORKDIR /build/org.olympian.project/shop"));
    }

    [Test]
    public async Task Removes_old_releases_and_leaves_the_build_cache()
    {
        await Prune(keep: 1, planOnly: false);

        Assert.Multiple(() =>
        {
            Assert.That(engine.Images.Single().Labels[ImageLabels.Release], Is.EqualTo(Facts.Third));
            Assert.That(engine.Cache, Has.Count.EqualTo(1));
            Assert.That(journal.Lines, Does.Contain($"keep image shop/backend:{Facts.Third} (1.0 kB): its release is one of the newest 1"));
        });
    }

    [Test]
    public async Task Removes_nothing_when_only_a_plan_is_asked_for()
    {
        await Prune(keep: 1, planOnly: true);

        Assert.Multiple(() =>
        {
            Assert.That(engine.Calls, Is.Empty);
            Assert.That(journal.Lines[^1], Is.EqualTo("This is a plan: 2 images would go, 2.0 kB at most (layers are shared); nothing was removed."));
        });
    }

    private Task Prune(int keep, bool planOnly) =>
        new PruneReleases(engine, new BuildFilesDouble()).RunAsync("shop", keep, planOnly, journal, default);
}
