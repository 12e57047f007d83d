using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

/// <summary>The worker of the shop may run twice for a moment here.</summary>
public sealed class SwitchContainersTests
{
    private static readonly ComposeService Twice = Shop.Worker with
    {
        Labels = new Dictionary<string, string> { [ComposeService.StartFirstLabel] = "true" },
    };

    private static readonly ImageFacts Before = Shop.Verified(Shop.First, "worker");
    private static readonly ImageFacts After = Shop.Verified(Shop.Second, "worker");

    private HurriedTime time = new();
    private StackDouble engine = new();
    private bool comes = true;

    private static ComposeService[] NoRoom =>
    [
        Shop.Worker,
        Twice with { ContainerName = "shop-worker" },
        Twice with { Ports = [Shop.Port] },
        Twice with { Replicas = 2 },
        Twice with { Build = null },
    ];

    [SetUp]
    public void Begin()
    {
        time = new();
        engine = new() { Acts = true };
        comes = true;
        engine.Containers.Add(Shop.Container(Before));
    }

    private Task<StartAttempt> RunAsync(ComposeService service)
    {
        var runner = new RunnerDouble(() =>
        {
            engine.Calls.Add("compose up");
            return true;
        })
        {
            StartBeside = () =>
            {
                engine.Calls.Add("beside");
                engine.Containers.Add(Shop.Container(After, "-2") with
                {
                    Started = time.GetUtcNow(),
                    Health = comes ? ContainerHealth.Healthy : ContainerHealth.Unhealthy,
                });
                return comes;
            },
        };
        return new SwitchContainers(engine, runner, time).RunAsync(
            Shop.Project with { Services = [Shop.Store, service] },
            new(Shop.Arguments(Shop.Second).ReleaseId, [new("worker", After, IsVerified: true, IsRunning: false, IsCurrent: false, IsPrevious: false)]),
            TimeSpan.FromSeconds(120),
            CancellationToken.None);
    }

    [Test]
    public async Task Ends_the_old_one_once_the_new_one_is_healthy_and_gives_it_the_name()
    {
        Assert.That((await RunAsync(Twice)).IsUp, Is.True);

        Assert.That(engine.Calls, Is.EqualTo(new[]
        {
            "beside", "stop id-of-worker", "remove id-of-worker", "compose up", "rename id-of-worker-2 shop-worker",
        }));
    }

    [Test]
    public async Task Waits_until_a_proxy_must_have_heard_of_the_new_one()
    {
        await RunAsync(Twice);

        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromMilliseconds(2100)));
    }

    [Test]
    public async Task Waits_as_long_as_the_service_says_that_its_name_is_kept()
    {
        await RunAsync(Twice with { NamesKept = TimeSpan.FromSeconds(0.7) });

        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromSeconds(0.7)));
    }

    [Test]
    public async Task Leaves_the_old_one_serving_when_the_new_one_does_not_come()
    {
        comes = false;

        Assert.That((await RunAsync(Twice)).IsUp, Is.False);

        Assert.That(engine.Calls, Is.EqualTo(new[] { "beside" }));
    }

    [TestCase(ContainerState.Exited)]
    [TestCase(ContainerState.Running)]
    public async Task Leaves_the_old_one_serving_when_the_new_one_does_not_stay(ContainerState state)
    {
        // Gone, or started again, while the proxy was waited for.
        engine.OnLook = () =>
        {
            if (time.Gone > TimeSpan.Zero && engine.Containers.Count == 2)
            {
                engine.Containers[1] = engine.Containers[1] with { State = state, Started = time.GetUtcNow() };
            }
        };

        Assert.That((await RunAsync(Twice)).IsUp, Is.False);

        Assert.That(engine.Calls, Is.EqualTo(new[] { "beside" }));
    }

    [Test]
    public async Task Ends_first_what_an_attempt_before_left_beside_the_one_that_serves()
    {
        engine.Containers.Add(Shop.Container(After, "-2") with { Health = ContainerHealth.Unhealthy });
        comes = false;

        await RunAsync(Twice);

        Assert.That(engine.Calls, Is.EqualTo(new[] { "stop id-of-worker-2", "remove id-of-worker-2", "beside" }));
    }

    [Test]
    public async Task Goes_on_with_the_new_one_where_an_interrupted_run_had_started_it()
    {
        engine.Containers.Add(Shop.Container(After, "-2"));

        await RunAsync(Twice);

        Assert.That(engine.Calls, Is.EqualTo(new[] { "stop id-of-worker", "remove id-of-worker", "compose up", "rename id-of-worker-2 shop-worker" }));
    }

    [Test]
    public async Task Leaves_it_to_compose_where_nothing_serves()
    {
        engine.Containers[0] = engine.Containers[0] with { State = ContainerState.Exited };

        await RunAsync(Twice);

        Assert.That(engine.Calls, Is.EqualTo(new[] { "compose up" }));
    }

    [Test]
    public async Task Leaves_it_to_compose_where_the_release_runs_already()
    {
        engine.Containers[0] = Shop.Container(After);

        await RunAsync(Twice);

        Assert.That(engine.Calls, Is.EqualTo(new[] { "compose up" }));
    }

    [TestCaseSource(nameof(NoRoom))]
    public async Task Leaves_it_to_compose_where_there_is_no_room_for_two(ComposeService service)
    {
        await RunAsync(service);

        Assert.That(engine.Calls, Is.EqualTo(new[] { "compose up" }));
    }

    [Test]
    public async Task Leaves_a_name_that_somebody_else_has()
    {
        engine.Containers[0] = Shop.Container(After, "-7");
        engine.Containers.Add(Shop.Stranger(After) with { Id = "strange", Name = "shop-worker" });

        await RunAsync(Twice);

        Assert.That(engine.Calls, Is.EqualTo(new[] { "compose up" }));
    }
}
