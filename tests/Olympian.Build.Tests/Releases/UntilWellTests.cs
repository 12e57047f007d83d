using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

public sealed class UntilWellTests
{
    private static readonly ImageFacts Web = Shop.Verified(Shop.First, "web");
    private static readonly ImageFacts Worker = Shop.Verified(Shop.First, "worker");

    private HurriedTime time = new();
    private StackDouble engine = new();

    [SetUp]
    public void Begin()
    {
        time = new();
        engine = new();
        engine.Containers.AddRange([Shop.Container(Web), Shop.Container(Worker)]);
    }

    private Task<bool> WaitAsync(params ComposeService[] services) => new UntilWell(engine, time).WaitAsync(
        Shop.Project, services.Length == 0 ? Shop.Project.Services : services, TimeSpan.FromSeconds(30), CancellationToken.None);

    [Test]
    public async Task Does_not_wait_for_what_is_well()
    {
        Assert.That(await WaitAsync());
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.Zero));
    }

    [TestCase(ContainerState.Running, ContainerHealth.Starting)]
    [TestCase(ContainerState.Created, ContainerHealth.None)]
    [TestCase(ContainerState.Restarting, ContainerHealth.None)]
    [TestCase(ContainerState.Paused, ContainerHealth.Healthy)]
    public async Task Waits_for_what_may_become_well(ContainerState state, ContainerHealth health)
    {
        var looks = 0;
        engine.Containers[0] = engine.Containers[0] with { State = state, Health = health };
        engine.OnLook = () =>
        {
            if (++looks == 5)
            {
                engine.Containers[0] = Shop.Container(Web);
            }
        };

        Assert.That(await WaitAsync());
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromMilliseconds(200)));
    }

    [Test]
    public async Task Waits_no_longer_than_it_may()
    {
        engine.Containers[0] = engine.Containers[0] with { Health = ContainerHealth.Starting };

        Assert.That(await WaitAsync(), Is.False);
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }

    [TestCase(ContainerState.Exited, ContainerHealth.None)]
    [TestCase(ContainerState.Dead, ContainerHealth.None)]
    [TestCase(ContainerState.Running, ContainerHealth.Unhealthy)]
    public async Task Gives_up_at_once_on_what_is_lost(ContainerState state, ContainerHealth health)
    {
        engine.Containers[0] = engine.Containers[0] with { State = state, Health = health };
        engine.Containers[1] = engine.Containers[1] with { Health = ContainerHealth.Starting };

        Assert.That(await WaitAsync(), Is.False);
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task Gives_up_at_once_on_a_service_without_a_container()
    {
        engine.Store = null;

        Assert.That(await WaitAsync(), Is.False);
        Assert.That(await WaitAsync(Shop.Web));
    }

    [Test]
    public async Task Looks_at_the_services_it_is_asked_for_alone()
    {
        engine.Containers[0] = engine.Containers[0] with { Health = ContainerHealth.Unhealthy };

        Assert.That(await WaitAsync(Shop.Worker));
    }

    [TestCase(ContainerState.Exited, 0, true)]
    [TestCase(ContainerState.Exited, 3, false)]
    [TestCase(ContainerState.Running, 0, false)]
    public async Task Wants_the_end_of_a_service_that_ends_by_itself(ContainerState state, int exitCode, bool isWell)
    {
        engine.Containers[1] = engine.Containers[1] with { State = state, ExitCode = exitCode, Health = ContainerHealth.None };

        Assert.That(await WaitAsync(Shop.Worker with { EndsByItself = true }), Is.EqualTo(isWell));
    }

    [Test]
    public async Task Waits_for_every_replica()
    {
        engine.Containers.Add(Shop.Container(Web, "-2") with { Health = ContainerHealth.Starting });

        Assert.That(await WaitAsync(Shop.Web), Is.False);
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public async Task Wants_none_of_a_service_without_replicas()
    {
        engine.Containers.RemoveAt(1);

        Assert.That(await WaitAsync(Shop.Worker with { Replicas = 0 }));
    }
}
