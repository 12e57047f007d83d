using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Cleaning;

public sealed class CacheOwnershipTests
{
    [TestCase("[deps 2/4] WORKDIR /build/org.olympian.project/shop")]
    [TestCase("[deps 2/4] WORKDIR /org.olympian.project/shop/")]
    [TestCase("[final 3/6] COPY --from=build /runtime/org.olympian.project/shop /app")]
    [TestCase("[final 3/6] COPY --from=build --chown=1000:1000 /runtime/org.olympian.project/shop ./")]
    [TestCase("[stage-1 3/6] COPY [/runtime/org.olympian.project/shop, /with space]")]
    public void Owns_a_step_with_the_projects_marker(string description) => Assert.That(Owns(description), Is.True);

    [TestCase("[deps 2/4] WORKDIR /build/org.olympian.project/shop-fork")]
    [TestCase("[deps 2/4] WORKDIR /build/org.olympian.project/my-shop")]
    [TestCase("[deps 2/4] WORKDIR /build/org.olympian.project/shop.old")]
    [TestCase("[deps 2/4] WORKDIR /app/shop")]
    [TestCase("[deps 1/4] WORKDIR /app")]
    [TestCase("[final 3/6] COPY --from=build /out/org.olympian.project/shop/dist ./", Description = "BuildKit would share it")]
    [TestCase("mount / from exec /bin/sh -c echo /org.olympian.project/shop", Description = "anybody may say our name")]
    [TestCase("from local ")]
    [TestCase("local source for context")]
    public void Does_not_own_a_step_without_it(string description) => Assert.That(Owns(description), Is.False);

    [Test]
    public void Reads_the_projects_name_literally()
    {
        // '_' and '-' are all that a project's name may hold besides letters; '.' here stands for whatever a caller passes unchecked.
        var record = Facts.Cache("a", "[deps 2/4] WORKDIR /org.olympian.project/shop");

        Assert.That(new CacheOwnership("s.op", [record]).Owns(record), Is.False);
    }

    [Test]
    public void Owns_what_stands_on_its_own_steps()
    {
        var marked = Facts.Cache("a", "[deps 2/4] WORKDIR /build/org.olympian.project/shop", "base");
        var run = Facts.Cache("b", "mount / from exec /bin/sh -c npm ci", "a");
        var copy = Facts.Cache("c", "[build 2/3] COPY . .", "b");

        Assert.That(OwnedOf(copy, run, marked, Facts.Cache("base", "from local ")), Is.EqualTo(new[] { "c", "b", "a" }));
    }

    [Test]
    public void Does_not_own_what_its_steps_stand_on() // others may share it
    {
        var workdir = Facts.Cache("w", "[final 2/6] WORKDIR /app", "base");
        var marked = Facts.Cache("a", "[final 3/6] COPY --from=build /runtime/org.olympian.project/shop ./", "w");

        Assert.That(OwnedOf(marked, workdir, Facts.Cache("base", "from local ")), Is.EqualTo(new[] { "a" }));
    }

    [TestCase("from local ")]
    [TestCase("pulled from docker.io/library/shop")]
    public void Does_not_own_what_somebody_builds_upon_its_image(string start)
    {
        var marked = Facts.Cache("a", "[final 3/6] COPY --from=build /runtime/org.olympian.project/shop ./");
        var image = Facts.Cache("i", start, "a");
        var theirs = Facts.Cache("t", "mount / from exec /bin/sh -c apt-get install vim", "i");

        Assert.That(OwnedOf(marked, image, theirs), Is.EqualTo(new[] { "a" }));
    }

    [TestCase("source.local")]
    [TestCase("exec.cachemount")]
    [TestCase("internal")]
    public void Owns_no_record_of_another_type(string type)
    {
        var record = Facts.Cache("a", "[deps 2/4] WORKDIR /org.olympian.project/shop") with { Type = type };

        Assert.That(new CacheOwnership("shop", [record]).Owns(record), Is.False);
    }

    [TestCase("cached mount /root/.npm from exec /bin/sh -c npm ci with id \"/npm/org.olympian.project/shop\"", true)]
    [TestCase("cached mount /root/.npm from exec /bin/sh -c npm ci with id \"/npm/org.olympian.project/shop-fork\"", false)]
    [TestCase("cached mount /root/.npm from exec /bin/sh -c npm ci with id \"/npm-shop\"", false)]
    [TestCase("cached mount /root/.npm from exec /bin/sh -c npm ci with id \"/root/.npm\"", false)]
    public void Knows_its_download_caches_by_their_id(string description, bool owned)
    {
        var record = Facts.Cache("a", description) with { Type = "exec.cachemount" };

        Assert.That(new CacheOwnership("shop", [record]).OwnsMount(record), Is.EqualTo(owned));
    }

    private static bool Owns(string description)
    {
        var record = Facts.Cache("a", description);
        return new CacheOwnership("shop", [record]).Owns(record);
    }

    private static IEnumerable<string> OwnedOf(params CacheRecord[] records)
    {
        var ownership = new CacheOwnership("shop", records);
        return records.Where(ownership.Owns).Select(record => record.Id);
    }
}
