using Olympian.Build.Tests.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

public sealed class ReleaseCatalogueTests
{
    [Test]
    public void Lists_the_newest_release_first()
    {
        var catalogue = Of([Facts.Verified(Facts.First, "backend"), Facts.Verified(Facts.Third, "backend"), Facts.Verified(Facts.Second, "backend")]);

        Assert.That(catalogue.Releases.Select(release => release.Id.Value), Is.EqualTo(new[] { Facts.Third, Facts.Second, Facts.First }));
    }

    [Test]
    public void Puts_the_images_of_one_run_into_one_release()
    {
        var catalogue = Of([Facts.Verified(Facts.First, "frontend"), Facts.Verified(Facts.First, "backend")]);

        Assert.That(catalogue.Releases.Single().Images.Select(image => image.Service), Is.EqualTo(new[] { "backend", "frontend" }));
    }

    [Test]
    public void Offers_the_newest_release_that_is_verified_for_every_service()
    {
        var catalogue = Of(
        [
            Facts.Verified(Facts.First, "backend"), Facts.Verified(Facts.First, "frontend"),
            Facts.Verified(Facts.Second, "backend"), Facts.Verified(Facts.Second, "frontend"),
            Facts.Verified(Facts.Third, "backend"), Facts.Candidate(Facts.Third, "frontend"),
            Facts.Verified(Facts.Fourth, "backend"),
        ]);

        Assert.That(catalogue.NewestVerified(["backend", "frontend"])!.Id.Value, Is.EqualTo(Facts.Second));
    }

    [Test]
    public void Offers_none_when_no_release_was_verified() =>
        Assert.That(Of([Facts.Candidate(Facts.First, "backend")]).NewestVerified(["backend"]), Is.Null);

    [Test]
    public void Takes_an_image_for_verified_whose_candidate_name_a_crash_left_behind()
    {
        var image = Facts.Verified(Facts.First, "backend", $"shop/backend:{Facts.First}.candidate");

        Assert.That(Of([image]).Releases.Single().IsVerified, Is.True);
    }

    [TestCase(ContainerState.Running, true)]
    [TestCase(ContainerState.Paused, true)]
    [TestCase(ContainerState.Restarting, true)]
    [TestCase(ContainerState.Exited, false)]
    [TestCase(ContainerState.Created, false)]
    public void Knows_what_runs_by_the_state_of_the_stacks_containers(ContainerState state, bool runs)
    {
        var image = Facts.Verified(Facts.First, "backend");

        Assert.That(Of([image], [Facts.Container(image, state)]).Releases.Single().IsRunning, Is.EqualTo(runs));
    }

    [Test]
    public void Does_not_take_somebodys_own_container_of_our_image_for_the_stack()
    {
        var image = Facts.Verified(Facts.First, "backend");

        Assert.That(Of([image], [Facts.Foreign(image, ContainerState.Running, "debugging")]).Running, Is.Empty);
    }

    [Test]
    public void Finds_a_running_image_that_has_lost_its_names()
    {
        var image = Facts.Image(Facts.First, "backend");

        Assert.That(Of([image], [Facts.Container(image, ContainerState.Running)]).Running.Single().Id.Value, Is.EqualTo(Facts.First));
    }

    [Test]
    public void Knows_the_current_and_the_previous_release_by_their_tags()
    {
        var catalogue = Of(
        [
            Facts.Verified(Facts.First, "backend", "shop/backend:previous"),
            Facts.Verified(Facts.Second, "backend", "shop/backend:current"),
            Facts.Verified(Facts.Third, "backend"),
        ]);

        Assert.Multiple(() =>
        {
            Assert.That(catalogue.Current!.Id.Value, Is.EqualTo(Facts.Second));
            Assert.That(catalogue.Previous!.Id.Value, Is.EqualTo(Facts.First));
        });
    }

    [TestCase(new[] { "", "previous", "current" }, Facts.Third, TestName = "Starts_the_newest_as_ever")]
    [TestCase(new[] { "previous", "current", "" }, Facts.Third, TestName = "Starts_what_was_built_since")]
    [TestCase(new[] { "", "current", "previous" }, Facts.Second, TestName = "Starts_what_somebody_went_back_to")]
    [TestCase(new[] { "current", "", "previous" }, Facts.First, TestName = "Starts_what_somebody_went_far_back_to")]
    [TestCase(new[] { "current", "previous", "" }, Facts.Third, TestName = "Starts_what_was_built_after_somebody_went_back")]
    [TestCase(new[] { "", "", "current" }, Facts.Third, TestName = "Starts_the_current_one_where_there_is_no_previous")]
    public void Starts(string[] tags, string expected)
    {
        string[] ids = [Facts.First, Facts.Second, Facts.Third];
        var catalogue = Of([.. ids.Zip(tags, (id, tag) => tag.Length == 0 ? Facts.Verified(id, "backend") : Facts.Verified(id, "backend", $"shop/backend:{tag}"))]);

        Assert.That(catalogue.NextToStart(["backend"])!.Id.Value, Is.EqualTo(expected));
    }

    [Test]
    public void Starts_the_newest_where_the_one_gone_back_to_lacks_a_service() =>
        Assert.That(
            Of([
                Facts.Verified(Facts.First, "backend", "shop/backend:current"),
                Facts.Verified(Facts.Second, "backend", "shop/backend:previous"), Facts.Verified(Facts.Second, "frontend", "shop/frontend:previous"),
            ]).NextToStart(["backend", "frontend"])!.Id.Value,
            Is.EqualTo(Facts.Second));

    [Test]
    public void Passes_over_an_image_that_only_inherited_the_labels()
    {
        var derived = Facts.Image(Facts.First, "backend", "stranger/thing:1");

        Assert.That(Of([derived]).Releases, Is.Empty);
    }

    [TestCase("shop-fork")]
    [TestCase("sho")]
    [TestCase("SHOP")]
    public void Passes_over_the_releases_of(string otherProject)
    {
        var image = Facts.Verified(Facts.First, "backend") with { Labels = Facts.LabelsOf(otherProject, Facts.First, "backend") };

        Assert.That(Of([image]).Releases, Is.Empty);
    }

    private static ReleaseCatalogue Of(IReadOnlyList<ImageFacts> images, IReadOnlyList<ContainerFacts>? containers = null) =>
        ReleaseCatalogue.Of("shop", images, containers ?? []);
}
