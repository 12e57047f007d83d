using Olympian.Deployment;

namespace Olympian.Build.Tests;

public sealed class DurationTests
{
    [TestCase("90", 90)]
    [TestCase("90s", 90)]
    [TestCase("1.5m", 90)]
    [TestCase("30m", 1800)]
    [TestCase("24h", 86400)]
    [TestCase("0.001", 0.001)]
    public void Reads(string text, double seconds)
    {
        Assert.That(Duration.TryParse(text, out var duration));
        Assert.That(duration, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [TestCase("")]
    [TestCase("s")]
    [TestCase("0s")]
    [TestCase("0.00000000001s")]
    [TestCase("-5s")]
    [TestCase("+5s")]
    [TestCase("1e3")]
    [TestCase("1,5m")]
    [TestCase(" 5s")]
    [TestCase("5 s")]
    [TestCase("5S")]
    [TestCase("5d")]
    [TestCase("1h30m")]
    [TestCase("24.1h")]
    [TestCase("NaNs")]
    [TestCase("Infinitys")]
    [TestCase("∞")]
    [TestCase("999999999999999999999999999999")]
    public void Refuses(string text) => Assert.That(Duration.TryParse(text, out _), Is.False);
}
