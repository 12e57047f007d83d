using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

public sealed class AfterPauseTests
{
    private static readonly ContainerFacts Web = Shop.Container(Shop.Verified(Shop.First, "web"));

    [Test]
    public async Task Waits_until_the_next_check_has_found_it_well()
    {
        var (time, engine) = (new HurriedTime(), new StackDouble());
        engine.Containers.Add(Web with { Health = ContainerHealth.Unhealthy });
        var looks = 0;
        engine.OnLook = () => engine.Containers[0] = Web with { Health = ++looks < 5 ? ContainerHealth.Unhealthy : ContainerHealth.Healthy };

        await AfterPause.WaitAsync(engine, [Web.Name], time, CancellationToken.None);

        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromMilliseconds(800)));
    }

    [Test]
    public async Task Waits_no_longer_than_a_check_takes()
    {
        var (time, engine) = (new HurriedTime(), new StackDouble());
        engine.Containers.Add(Web with { Health = ContainerHealth.Unhealthy });

        await AfterPause.WaitAsync(engine, [Web.Name], time, CancellationToken.None);

        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromSeconds(45)));
    }

    [Test]
    public async Task Waits_for_nothing_that_has_no_check_or_is_gone()
    {
        var (time, engine) = (new HurriedTime(), new StackDouble());
        engine.Containers.Add(Web with { Health = ContainerHealth.None });

        await AfterPause.WaitAsync(engine, [Web.Name, "gone"], time, CancellationToken.None);

        Assert.That(time.Gone, Is.EqualTo(TimeSpan.Zero));
    }
}
