using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

public sealed class StartTimesTests
{
    private static readonly DateTimeOffset Began = new(2026, 11, 22, 14, 0, 0, TimeSpan.Zero);

    private static DateTimeOffset At(double seconds) => Began.AddSeconds(seconds);

    private static HealthCheck Check(double from, double to, bool isWell = true) => new(At(from), At(to), isWell);

    private static ContainerFacts Started(string service, double at, params HealthCheck[] checks) =>
        Shop.Container(Shop.Verified(Shop.First, service)) with { Started = At(at), Checks = checks };

    private static double Waited(double ended, params ContainerFacts[] containers) => StartTimes.Of(containers, Began, At(ended)).Waited.TotalSeconds;

    [Test]
    public void Last_for_each_service_from_its_start_to_the_first_check_that_finds_it_well() => Assert.That(
        StartTimes.Of([Started("web", 1, Check(1.5, 1.75, isWell: false), Check(2, 2.25), Check(3, 3.5))], Began, At(4)).Services,
        Is.EqualTo(new Dictionary<string, TimeSpan> { ["web"] = TimeSpan.FromSeconds(1.25) }));

    [Test]
    public void Are_not_known_of_a_service_that_nothing_checks_or_that_was_never_well() =>
        Assert.That(StartTimes.Of([Started("web", 1), Started("worker", 1, Check(2, 3, isWell: false))], Began, At(4)).Services, Is.Empty);

    [Test]
    public void Wait_from_the_last_start_on_while_no_check_runs() =>
        Assert.That(Waited(4, Started("web", 0.5, Check(1, 1.25)), Started("worker", 1.5, Check(2, 2.5))), Is.EqualTo(0.5 + 1.5));

    [Test]
    public void Do_not_wait_while_any_check_runs() =>
        Assert.That(Waited(4, Started("web", 1, Check(2, 3.5)), Started("worker", 1, Check(1.5, 2.5), Check(3, 3.25))), Is.EqualTo(0.5 + 0.5));

    [Test]
    public void Wait_no_longer_than_the_start_took() =>
        Assert.That(Waited(2, Started("web", 1, Check(1.5, 9), Check(10, 11))), Is.EqualTo(0.5));

    [Test]
    public void Know_nothing_of_containers_that_run_on() =>
        Assert.That(Waited(4, Shop.Container(Shop.Verified(Shop.First, "web")) with { Checks = [Check(1, 2)] }), Is.Zero);

    [Test]
    public void Know_nothing_where_the_engine_s_clock_is_another() => Assert.That(Waited(4, Started("web", 3600, Check(3601, 3602))), Is.Zero);
}
