using Olympian.Deployment;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

public sealed class RestartReleaseTests
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
        engine.Images.AddRange([Web, Worker]);
        engine.Containers.AddRange([Shop.Container(Web), Shop.Container(Worker)]);
    }

    private Task<StartedRelease> ProveAsync() =>
        new RestartRelease(engine, new ProveRunning(engine, new AnswerDouble(Shop.Answer(Shop.First)), time), time)
            .ProveAsync(Shop.Project, TimeSpan.FromSeconds(30), CancellationToken.None);

    [Test]
    public async Task Waits_until_what_starts_is_healthy()
    {
        var looks = 0;
        engine.Containers[0] = engine.Containers[0] with { Health = ContainerHealth.Starting };
        engine.OnLook = () =>
        {
            if (++looks == 5)
            {
                engine.Containers[0] = Shop.Container(Web);
            }
        };

        var restarted = await ProveAsync();

        Assert.Multiple(() =>
        {
            Assert.That(restarted.Id.Value, Is.EqualTo(Shop.First));
            Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromMilliseconds(800)));
        });
    }

    [Test]
    public void Waits_no_longer_than_it_may()
    {
        engine.Containers[0] = engine.Containers[0] with { Health = ContainerHealth.Starting };

        Assert.That(ProveAsync, Throws.TypeOf<ClaimsRefuted>().With.Message.Contains(
            "web: container is healthy: expected healthy, found starting"));
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public async Task Waits_for_no_strangers_container()
    {
        engine.Containers.Add(Shop.Stranger(Web) with { Health = ContainerHealth.Starting });

        await ProveAsync();

        Assert.That(time.Gone, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task Waits_for_nothing_that_compose_run_left()
    {
        engine.Containers.Add(Shop.OneOff(Web) with { State = ContainerState.Restarting });

        await ProveAsync();

        Assert.That(time.Gone, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Says_so_when_nothing_runs()
    {
        engine.Containers.Clear();

        Assert.That(ProveAsync, Throws.TypeOf<ExpectedFailure>().With.Message.StartsWith("Nothing of project 'shop' runs."));
    }
}
