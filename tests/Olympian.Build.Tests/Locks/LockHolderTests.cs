using Olympian.Deployment.Locks;

namespace Olympian.Build.Tests.Locks;

public sealed class LockHolderTests
{
    private static readonly DateTimeOffset Since = new(2026, 11, 22, 13, 57, 0, TimeSpan.Zero);

    private static readonly LockHolder Holder =
        new("t0k3n", "anna (root)", "build-7", new("boot pid:[1]", 41, "1234"), "BuildProd, UpProd", Since, "a=b\n$(x) \"y\"");

    [Test]
    public void Is_read_from_labels_as_it_was_written() => Assert.That(LockHolder.Of(Holder.ToLabels()), Is.EqualTo(Holder));

    [Test]
    public void Is_written_under_these_names() => Assert.That(
        Holder.ToLabels().Keys,
        Is.EquivalentTo(new[]
        {
            "org.olympian.lock.token", "org.olympian.lock.owner", "org.olympian.lock.host", "org.olympian.lock.machine", "org.olympian.lock.process",
            "org.olympian.lock.process-started", "org.olympian.lock.target", "org.olympian.lock.since", "org.olympian.lock.message",
        }));

    [Test]
    public void Says_nothing_of_what_it_does_not_know() => Assert.That(
        (Holder with { Process = null, Message = null, Since = null }).ToLabels().Keys,
        Has.None.EndsWith("process").And.None.EndsWith("message").And.None.EndsWith("since"));

    [Test]
    public void Knows_no_process_where_the_label_is_no_number() => Assert.That(
        LockHolder.Of(new Dictionary<string, string> { ["org.olympian.lock.process"] = "-1; rm" }).Process, Is.Null);

    [TestCase(0, "(0 s ago)")]
    [TestCase(59, "(59 s ago)")]
    [TestCase(3599, "(59 min ago)")]
    [TestCase(7260, "(2 h 1 min ago)")]
    [TestCase(200000, "(2 days ago)")]
    [TestCase(-60, "(by its clock, which is ahead of this one)")]
    public void Is_told_with_its_age(int seconds, string age) => Assert.That(LockText.Of(Holder, Since.AddSeconds(seconds)), Does.Contain(age));

    [Test]
    public void Is_told_in_one_line_whatever_it_says() => Assert.That(
        LockText.Of(Holder with { Message = "one\r\n\u001b[2Jtwo\u202e", Owner = "a\tb" }, Since),
        Is.EqualTo("a b on build-7, process 41, target BuildProd, UpProd, since 2026-11-22 13:57:00 UTC (0 s ago): \"one   [2Jtwo \""));

    [Test]
    public void Is_told_in_short() => Assert.That(LockText.Of(Holder with { Message = new('x', 5000) }, Since), Has.Length.LessThan(400));
}
