using Olympian.Build.Console;
using Olympian.Build.Tests.Cleaning;
using Olympian.Build.Tests.Healing;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Tests.Console;

/// <summary>A plan says what would happen, and nothing that would not.</summary>
public sealed class DamageTextTests
{
    private Broken broken = null!;

    [SetUp]
    public void A_damaged_base() => broken = new();

    private string[] Plan(string? source = null) => [.. DamageText.PlanOf(new(
        IntegrityReport.Empty,
        [broken.Lower],
        [],
        LayerHolders.Of(
            "shop", [broken.Lower], [ImageReference.Parse(Broken.Node)], new(broken.Engine.Images, broken.Engine.Containers, broken.Engine.Cache)),
        source,
        IsRunning: source is not null))];

    [Test]
    public void Names_everything_that_would_go()
    {
        var built = broken.Built(Facts.First, "web");
        broken.Run(built, ContainerState.Exited);
        broken.Engine.Cache.Add(Facts.Cache("ours", "[build 1/2] WORKDIR /org.olympian.project/shop"));

        Assert.That(Plan(), Is.EqualTo([
            "would remove container shop-web: it holds a damaged layer",
            $"would remove image {built.Tags[0]}: it holds a damaged layer",
            $"would remove image {Broken.Node} and pull it again: it holds a damaged layer",
            "would remove 1 build cache records of this project",
            "This is a plan: nothing was changed."]));
    }

    [Test]
    public void Builds_anew_before_anything_that_runs_is_replaced()
    {
        broken.Run(broken.Built(Facts.First, "web"), ContainerState.Running);

        Assert.That(Plan("33dd").Take(2), Is.EqualTo([
            "would build a release of source 33dd anew, upon bases free of the damaged layers",
            "would replace container shop-web by one of that release; until then it runs on"]));
    }

    [Test]
    public void Removes_nothing_where_somebody_else_holds_the_layers()
    {
        broken.Built(Facts.First, "web");
        broken.Foreign("team/app:1");

        Assert.That(Plan(), Is.EqualTo([
            "would leave alone, so that the damage stays on this engine: image team/app:1; its owner could type: docker rmi team/app:1",
            "This is a plan: nothing was changed."]));
    }
}
