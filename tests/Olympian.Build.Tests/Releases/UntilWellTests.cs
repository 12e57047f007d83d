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

    private Task<IReadOnlyList<string>> WaitAsync(params ComposeService[] services) => new UntilWell(engine, time).WaitAsync(
        Shop.Project, services.Length == 0 ? Shop.Project.Services : services, TimeSpan.FromSeconds(30), CancellationToken.None);

    [Test]
    public async Task Does_not_wait_for_what_is_well()
    {
        Assert.That(await WaitAsync(), Is.Empty);
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

        Assert.That(await WaitAsync(), Is.Empty);
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromMilliseconds(200)));
    }

    [Test]
    public async Task Waits_no_longer_than_it_may()
    {
        engine.Containers[0] = engine.Containers[0] with { Health = ContainerHealth.Starting };

        Assert.That(await WaitAsync(), Is.EqualTo(new[] { "container shop-web is not healthy yet" }));
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }

    [TestCase(ContainerState.Exited, ContainerHealth.None, "container shop-web exited (0)")]
    [TestCase(ContainerState.Dead, ContainerHealth.None, "container shop-web is dead")]
    [TestCase(ContainerState.Running, ContainerHealth.Unhealthy, "container shop-web is unhealthy")]
    public async Task Gives_up_at_once_on_what_is_lost(ContainerState state, ContainerHealth health, string words)
    {
        engine.Containers[0] = engine.Containers[0] with { State = state, Health = health };
        engine.Containers[1] = engine.Containers[1] with { Health = ContainerHealth.Starting };

        Assert.That(await WaitAsync(), Is.EqualTo(new[] { words }));
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task Gives_up_at_once_on_a_service_without_a_container()
    {
        engine.Store = null;

        Assert.That(await WaitAsync(), Is.EqualTo(new[] { "service store has no container" }));
        Assert.That(await WaitAsync(Shop.Web), Is.Empty);
    }

    [Test]
    public async Task Looks_at_the_services_it_is_asked_for_alone()
    {
        engine.Containers[0] = engine.Containers[0] with { Health = ContainerHealth.Unhealthy };

        Assert.That(await WaitAsync(Shop.Worker), Is.Empty);
    }

    [TestCase(ContainerState.Exited, 0, true)]
    [TestCase(ContainerState.Exited, 3, false)]
    [TestCase(ContainerState.Running, 0, false)]
    public async Task Wants_the_end_of_a_service_that_ends_by_itself(ContainerState state, int exitCode, bool isWell)
    {
        engine.Containers[1] = engine.Containers[1] with { State = state, ExitCode = exitCode, Health = ContainerHealth.None };

        Assert.That((await WaitAsync(Shop.Worker with { EndsByItself = true })).Count == 0, Is.EqualTo(isWell));
    }

    [Test]
    public async Task Waits_for_every_replica()
    {
        engine.Containers.Add(Shop.Container(Web, "-2") with { Health = ContainerHealth.Starting });

        Assert.That(await WaitAsync(Shop.Web), Is.EqualTo(new[] { "container shop-web-2 is not healthy yet" }));
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public async Task Wants_none_of_a_service_without_replicas()
    {
        engine.Containers.RemoveAt(1);

        Assert.That(await WaitAsync(Shop.Worker with { Replicas = 0 }), Is.Empty);
    }

    [Test]
    public async Task Sees_a_program_without_a_health_check_go_on_before_it_is_called_well()
    {
        engine.Containers[1] = engine.Containers[1] with { Health = ContainerHealth.None };

        Assert.That(await WaitAsync(), Is.Empty);
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromMilliseconds(500)));
    }

    [Test]
    public async Task Tells_a_program_without_a_health_check_that_ends_right_after_its_start()
    {
        var looks = 0;
        engine.Containers[1] = engine.Containers[1] with { Health = ContainerHealth.None };
        engine.OnLook = () =>
        {
            if (++looks == 4)
            {
                engine.Containers[1] = engine.Containers[1] with { State = ContainerState.Exited, ExitCode = 7 };
            }
        };

        Assert.That(await WaitAsync(), Is.EqualTo(new[] { "container shop-worker exited (7)" }));
    }

    [Test]
    public async Task Begins_anew_with_a_program_that_was_started_again()
    {
        var looks = 0;
        engine.Containers[1] = engine.Containers[1] with { Health = ContainerHealth.None };
        engine.OnLook = () =>
        {
            if (++looks == 9)
            {
                engine.Containers[1] = engine.Containers[1] with { Started = DateTimeOffset.UnixEpoch.AddDays(1) };
            }
        };

        Assert.That(await WaitAsync(), Is.Empty);
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromMilliseconds(900)));
    }

    [Test]
    public async Task Takes_an_answer_that_fails_for_none()
    {
        var looks = 0;
        engine.OnLook = () => _ = ++looks < 3 ? throw DockerCommandFailure.TimedOut(new("container", "ls"), TimeSpan.FromSeconds(60), "") : 0;

        Assert.That(await WaitAsync(), Is.Empty);
    }

    [Test]
    public void Throws_when_no_question_was_answered_up_to_the_limit()
    {
        engine.OnLook = () => throw DockerCommandFailure.TimedOut(new("container", "ls"), TimeSpan.FromSeconds(60), "");

        Assert.That(() => WaitAsync(), Throws.TypeOf<DockerCommandFailure>());
    }
}
