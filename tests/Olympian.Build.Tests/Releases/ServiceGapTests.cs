using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

public sealed class ServiceGapTests
{
    private static readonly DateTimeOffset Began = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private static (DateTimeOffset, bool) Well(int milliseconds) => (Began.AddMilliseconds(milliseconds), true);

    private static (DateTimeOffset, bool) Failed(int milliseconds) => (Began.AddMilliseconds(milliseconds), false);

    private static ServiceGap Of(int ended, params (DateTimeOffset, bool)[] answers) =>
        ServiceGap.Of("/", Began, Began.AddMilliseconds(ended), answers);

    [Test]
    public void Is_the_longest_time_between_two_good_answers() =>
        Assert.That(Of(1000, Well(20), Failed(50), Failed(400), Well(720), Well(990)), Is.EqualTo(new ServiceGap("/", 5, 2, TimeSpan.FromMilliseconds(700))));

    [Test]
    public void Counts_the_time_before_the_first_good_answer_and_after_the_last() => Assert.Multiple(() =>
    {
        Assert.That(Of(1000, Failed(20), Well(600), Well(990)).Longest, Is.EqualTo(TimeSpan.FromMilliseconds(600)));
        Assert.That(Of(1000, Well(20), Well(300), Failed(990)).Longest, Is.EqualTo(TimeSpan.FromMilliseconds(700)));
    });

    [Test]
    public void Is_the_whole_time_where_no_answer_was_good() =>
        Assert.That(Of(1000, Failed(20), Failed(990)), Is.EqualTo(new ServiceGap("/", 2, 2, TimeSpan.FromSeconds(1))));

    [Test]
    public void Does_not_mind_the_order_in_which_answers_came() =>
        Assert.That(Of(1000, Well(900), Well(20), Well(500)), Is.EqualTo(Of(1000, Well(20), Well(500), Well(900))));

    [Test]
    public void Is_nothing_where_nobody_asked() => Assert.That(Of(1000), Is.EqualTo(new ServiceGap("/", 0, 0, TimeSpan.Zero)));

    [Test]
    public void Says_it_in_one_line() => Assert.That(
        new ServiceGap("/api/health", 153, 12, TimeSpan.FromMilliseconds(870.4)).ToString(),
        Is.EqualTo("/api/health: 12 of 153 requests failed, 870 ms at most without a good answer"));
}
