using Olympian.Deployment;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

public sealed class StrangerCheckTests
{
    private static readonly ContainerFacts Ours = Shop.Container(Shop.Verified(Shop.First, "web"));

    private static ContainerFacts With(ContainerFacts container, string label, string value) =>
        container with { Labels = new Dictionary<string, string>(container.Labels) { [label] = value } };

    private static TestCaseData[] Strangers =>
    [
        new TestCaseData(Ours with { Name = "shop-db-1", Labels = new Dictionary<string, string> { ["com.docker.compose.project"] = "shop" } })
            .SetArgDisplayNames("another stack of the same name"),
        new TestCaseData(With(Ours, "com.docker.compose.image", "sha256:committed-from") with { Name = "shop-db-1" })
            .SetArgDisplayNames("a container of somebody's docker commit of ours"),
    ];

    [TestCaseSource(nameof(Strangers))]
    public void Refuses_a_project_that_holds(ContainerFacts stranger)
    {
        var engine = new StackDouble();
        engine.Containers.AddRange([Ours, stranger]);

        Assert.That(
            () => new StrangerCheck(engine).EnsureNoneAsync("shop", CancellationToken.None),
            Throws.TypeOf<UsageFailure>().With.Message.Contains("'shop-db-1'"));
    }

    [Test]
    public void Lets_our_own_containers_pass()
    {
        var engine = new StackDouble();
        engine.Containers.Add(With(Ours, "com.docker.compose.image", Ours.ImageId));

        Assert.That(() => new StrangerCheck(engine).EnsureNoneAsync("shop", CancellationToken.None), Throws.Nothing);
    }
}
