using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

public sealed class StackGlanceTests
{
    private const string Old = "20261122-120000-aaaa";
    private const string New = "20261122-130000-bbbb";

    private static ContainerFacts Container(
        string id, string service, string? release, ContainerState state = ContainerState.Running, ContainerHealth health = ContainerHealth.Healthy)
    {
        var labels = new Dictionary<string, string>
        {
            [ImageLabels.Project] = "shop",
            [ProjectOwnership.ComposeProjectLabel] = "shop",
            ["com.docker.compose.service"] = service,
        };
        if (release is not null)
        {
            labels[ImageLabels.Release] = release;
        }

        return new(id, $"shop-{service}", "sha256:1", "shop/web", state, health, labels, default, null, null, 0, "", 0, []);
    }

    private static StackGlance Glance(params ContainerFacts[] containers) => StackGlance.Of("shop", containers);

    private static readonly StackGlance Nothing = Glance();
    private static readonly StackGlance Before = Glance(Container("1", "web", Old), Container("2", "api", Old), Container("3", "store", null));

    [Test]
    public void Says_that_nothing_was_changed() =>
        Assert.That(Before.After("shop", Before), Is.EqualTo($"Nothing that runs was changed: release {Old} runs on."));

    [Test]
    public void Says_that_nothing_runs_as_before() => Assert.That(Nothing.After("shop", Nothing), Is.EqualTo("Nothing of project 'shop' runs, as before."));

    [Test]
    public void Says_that_nothing_runs_any_more() => Assert.That(
        Glance(Container("1", "web", Old, ContainerState.Exited)).After("shop", Before),
        Is.EqualTo("Nothing of project 'shop' runs any more. Start it: ./build.sh --target=UpProd"));

    [Test]
    public void Says_that_the_new_release_runs() => Assert.That(
        Glance(Container("4", "web", New), Container("5", "api", New), Container("3", "store", null)).After("shop", Before),
        Is.EqualTo($"The new release {New} runs; before it ran {Old}."));

    [Test]
    public void Says_that_the_old_release_runs_in_new_containers() => Assert.That(
        Glance(Container("4", "web", Old), Container("5", "api", Old), Container("3", "store", null)).After("shop", Before),
        Is.EqualTo($"The old release {Old} runs."));

    [Test]
    public void Says_that_the_first_release_runs() => Assert.That(
        Glance(Container("4", "web", New)).After("shop", Nothing), Is.EqualTo($"The new release {New} runs."));

    [Test]
    public void Calls_two_releases_a_stack_between_two_states() => Assert.That(
        Glance(Container("4", "web", New), Container("2", "api", Old)).After("shop", Before),
        Is.EqualTo($"The stack was left between two states (release {New} and {Old}): run UpProd again, which makes it whole: ./build.sh --target=UpProd"));

    [TestCase(ContainerState.Running, ContainerHealth.Starting)]
    [TestCase(ContainerState.Running, ContainerHealth.Unhealthy)]
    [TestCase(ContainerState.Exited, ContainerHealth.None)]
    [TestCase(ContainerState.Created, ContainerHealth.None)]
    public void Calls_a_service_that_is_not_well_by_its_name(ContainerState state, ContainerHealth health) => Assert.That(
        Glance(Container("4", "web", New), Container("5", "api", New, state, health)).After("shop", Before),
        Does.Contain($"(release {New}, not well: api)"));

    [Test]
    public void Does_not_mind_a_successor_that_never_started() => Assert.That(
        Glance(Container("1", "web", Old), Container("2", "api", Old), Container("3", "store", null), Container("9", "web", New, ContainerState.Created))
            .After("shop", Before),
        Is.EqualTo($"Nothing that runs was changed: release {Old} runs on."));
}
