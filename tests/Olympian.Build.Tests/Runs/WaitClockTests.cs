using Olympian.Deployment.Runs;

namespace Olympian.Build.Tests.Runs;

public sealed class WaitClockTests
{
    private ManualTime time = new();
    private WaitClock clock = new(TimeProvider.System);

    [SetUp]
    public void Begin()
    {
        time = new();
        clock = new(time);
    }

    private Task Pause(double seconds, CancellationToken cancellationToken = default) => Task.Delay(TimeSpan.FromSeconds(seconds), clock, cancellationToken);

    [Test]
    public void Has_not_waited_while_work_took_its_time()
    {
        time.Pass(60);

        Assert.That(clock.Waited, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task Counts_a_pause_and_not_the_work_before_and_after_it()
    {
        time.Pass(5);
        var pause = Pause(2);
        time.Pass(2);
        await pause;
        time.Pass(7);

        Assert.That(clock.Waited, Is.EqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public async Task Counts_pauses_at_once_as_one_wait()
    {
        Task[] pauses = [Pause(3), Pause(5)];
        time.Pass(3);
        time.Pass(2);
        await Task.WhenAll(pauses);
        time.Pass(1);

        Assert.That(clock.Waited, Is.EqualTo(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public void Counts_a_pause_that_was_broken_off_for_as_long_as_it_lasted()
    {
        using var end = new CancellationTokenSource();
        var pause = Pause(100, end.Token);
        time.Pass(4);
        end.Cancel();
        time.Pass(10);

        Assert.That(pause.IsCanceled);
        Assert.That(clock.Waited, Is.EqualTo(TimeSpan.FromSeconds(4)));
    }

    [Test]
    public void Counts_a_pause_that_is_under_way()
    {
        _ = Pause(10);
        time.Pass(6);

        Assert.That(clock.Waited, Is.EqualTo(TimeSpan.FromSeconds(6)));
    }

    [Test]
    public void Counts_what_another_program_waited()
    {
        clock.Add(TimeSpan.FromSeconds(1.5));

        Assert.That(clock.Waited, Is.EqualTo(TimeSpan.FromSeconds(1.5)));
    }

    [Test]
    public async Task Looks_again_at_once_and_then_ever_more_seldom()
    {
        var hurried = new Releases.HurriedTime();
        var pause = new GrowingPause(hurried);
        var reached = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            await pause.NextAsync(default);
            reached.Add(hurried.Gone.TotalMilliseconds);
        }

        Assert.That(reached, Is.EqualTo(new[] { 20.0, 70, 170, 370, 870, 1370, 1870 }));
    }
}
