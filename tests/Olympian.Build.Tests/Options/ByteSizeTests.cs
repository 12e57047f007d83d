using Olympian.Build.Options;

namespace Olympian.Build.Tests.Options;

public sealed class ByteSizeTests
{
    [TestCase("0", 0)]
    [TestCase("1500", 1500)]
    [TestCase("500M", 500_000_000)]
    [TestCase("500mb", 500_000_000)]
    [TestCase("2G", 2_000_000_000)]
    [TestCase("2.5GB", 2_500_000_000)]
    [TestCase("1T", 1_000_000_000_000)]
    [TestCase("7k", 7000)]
    [TestCase("7B", 7)]
    public void Is_what_people_type(string text, long bytes)
    {
        Assert.That(ByteSize.TryParse(text, out var read), Is.True);
        Assert.That(read, Is.EqualTo(bytes));
    }

    [TestCase("")]
    [TestCase("G")]
    [TestCase("-1")]
    [TestCase("1,5G")]
    [TestCase("NaN")]
    [TestCase("2 G")]
    [TestCase("2X")]
    [TestCase("9999999999T")]
    public void Is_nothing_else(string text) => Assert.That(ByteSize.TryParse(text, out _), Is.False);
}
