using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Sources;

public sealed class ReleaseIdTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 14, 1, 2, TimeSpan.FromHours(2));

    [Test]
    public void Names_the_time_in_UTC() =>
        Assert.That(ReleaseId.New(Noon, new Random(1)).Value, Does.Match("^20261122-120102-[0-9a-f]{4}$"));

    [Test]
    public void Tells_two_runs_of_one_second_apart() =>
        Assert.That(ReleaseId.New(Noon, new Random(1)), Is.Not.EqualTo(ReleaseId.New(Noon, new Random(2))));

    [Test]
    public void Orders_by_time() =>
        Assert.That(ReleaseId.New(Noon, new Random(1)) < ReleaseId.New(Noon.AddSeconds(1), new Random(1)), Is.True);

    [Test]
    public void Reads_what_it_wrote()
    {
        var id = ReleaseId.New(Noon, new Random(1));

        Assert.That(ReleaseId.TryParse(id.ToString(), out var read), Is.True);
        Assert.That((read, read!.Time), Is.EqualTo((id, Noon.ToUniversalTime())));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("current")]
    [TestCase("20261122-140102")]
    [TestCase("20261122-140102-9F3C")]
    [TestCase("20261122-140102-9f3cc")]
    [TestCase("20261122-140102_9f3c")]
    [TestCase("20261322-140102-9f3c")]
    [TestCase("20261122-146102-9f3c")]
    [TestCase(" 20261122-140102-9f3")]
    public void Refuses(string? text) => Assert.That(ReleaseId.TryParse(text, out _), Is.False);
}
