using Olympian.Deployment;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

public sealed class ChooseRollbackTests
{
    private const string Third = "20261124-090000-77aa";

    private static Release Choose(string? named, IEnumerable<ImageFacts> images, string? running = null)
    {
        var all = images.ToArray();
        var containers = all.Where(image => image.Labels[ImageLabels.Release] == running).Select(image => Shop.Container(image));
        return ChooseRollback.Of(Shop.Project, ReleaseCatalogue.Of("shop", all, containers), named);
    }

    private static ImageFacts[] Both(string release, params string[] moreTags) => [Shop.Verified(release, "web", moreTags), Shop.Verified(release, "worker", moreTags)];

    [Test]
    public void Goes_to_the_previous_release() =>
        Assert.That(Choose(null, [.. Both(Shop.First, "previous"), .. Both(Shop.Second), .. Both(Third, "current")], Third).Id.Value, Is.EqualTo(Shop.First));

    [Test]
    public void Goes_to_the_newest_older_one_where_the_previous_is_gone() =>
        Assert.That(Choose(null, [.. Both(Shop.First), .. Both(Shop.Second), .. Both(Third, "current")], Third).Id.Value, Is.EqualTo(Shop.Second));

    [Test]
    public void Goes_to_no_newer_one_that_was_never_started() =>
        Assert.That(() => Choose(null, [.. Both(Shop.First, "current"), .. Both(Shop.Second)], Shop.First), Throws.TypeOf<ExpectedFailure>()
            .With.Message.StartsWith("Project 'shop' has no release to go back to.\nRelease 20261122-140102-9f3c runs, and no verified release besides it is kept."));

    [Test]
    public void Goes_to_the_one_that_is_named() =>
        Assert.That(Choose(Shop.Second, [.. Both(Shop.First, "previous"), .. Both(Shop.Second), .. Both(Third, "current")], Third).Id.Value, Is.EqualTo(Shop.Second));

    [TestCase("20200101-000000-0000")]
    [TestCase("--help")]
    [TestCase("")]
    public void Names_those_there_are_for_one_there_is_not(string named) =>
        Assert.That(() => Choose(named, Both(Shop.First)), Throws.TypeOf<UsageFailure>().With.Message.EqualTo(
            $"Project 'shop' has no release '{named}' that could be started.\nExpected one of: 20261122-140102-9f3c.\nSee them: ./build.sh --target=Releases"));

    [Test]
    public void Offers_none_that_is_not_whole() =>
        Assert.That(() => Choose(Shop.First, [Shop.Verified(Shop.First, "web")]), Throws.TypeOf<UsageFailure>()
            .With.Message.Contains("Expected the id of a verified release; there is none."));
}
