using Olympian.Build.Adapters.Docker;

namespace Olympian.Build.Tests.Adapters.Docker;

public sealed class ApiVersionTests
{
    [TestCase("1.44", "1.24", "1.44")]
    [TestCase("1.45", "1.24", "1.44")]
    [TestCase("1.52", "1.44", "1.44")]
    [TestCase("1.100", "1.60", "1.60")]
    [TestCase("1.43", "1.12", "1.43")]
    [TestCase("1.9", "1.2", "1.9")]
    [TestCase(null, null, "1.44")]
    [TestCase("", "", "1.44")]
    [TestCase("new", "old", "1.44")]
    public void Is_one_that_both_speak(string? newest, string? oldest, string spoken) =>
        Assert.That(ApiVersion.SpokenWith(newest, oldest).ToString(), Is.EqualTo(spoken));
}
