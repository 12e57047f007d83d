using Olympian.Build.Adapters.Docker;

namespace Olympian.Build.Tests.Adapters.Docker;

public sealed class DockerSizeTests
{
    [TestCase("0B", 0)]
    [TestCase("12.5kB", 12_500)]
    [TestCase("1.02GB", 1_020_000_000)]
    public void Is_read_as_docker_prints_it(string text, long bytes)
    {
        Assert.That(DockerSize.TryParse(text, out var read), Is.True);
        Assert.That(read, Is.EqualTo(bytes));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("N/A")]
    public void Is_not_known_where_docker_does_not_say_it(string? text) => Assert.That(DockerSize.TryParse(text, out _), Is.False);
}
