using Olympian.Deployment.Cleaning;

namespace Olympian.Build.Tests.Cleaning;

public sealed class ByteCountTests
{
    [TestCase(0, "0 B")]
    [TestCase(999, "999 B")]
    [TestCase(1000, "1.0 kB")]
    [TestCase(999_949, "999.9 kB")]
    [TestCase(999_950, "1.0 MB")]
    [TestCase(412_345_678, "412.3 MB")]
    [TestCase(5_000_000_000_000_000, "5000.0 TB")]
    public void Is_shown_as_docker_shows_it(long bytes, string shown) => Assert.That(ByteCount.Show(bytes), Is.EqualTo(shown));
}
