using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Images;

public sealed class BuildInfoTests
{
    private static readonly BuildInfo Whole = new("2026-11-22T14:01:02Z", "9f3c2a1", "0cc1", "x.y.z");

    [TestCase("Build Date: 2026-11-22T14:01:02Z\nGit Commit: 9f3c2a1\nSource Hash: 0cc1\nCache Bust: x.y.z\n")]
    [TestCase("Build Date: 2026-11-22T14:01:02Z\r\nGit Commit: 9f3c2a1\r\nSource Hash: 0cc1\r\nCache Bust: x.y.z")]
    [TestCase("# anything\nCache Bust: x.y.z\nSource Hash: 0cc1\n\nGit Commit: 9f3c2a1\nBuild Date: 2026-11-22T14:01:02Z\nNode: 22\n")]
    public void Reads_the_four_lines(string text) => Assert.That(BuildInfo.Parse(text), Is.EqualTo(Whole));

    [Test]
    public void Believes_the_first_of_two() => Assert.That(BuildInfo.Parse("Git Commit: a\nGit Commit: b\n").GitCommit, Is.EqualTo("a"));

    [TestCase("")]
    [TestCase("git commit: a")]
    [TestCase("Git Commit:a")]
    [TestCase("<html>Not Found</html>")]
    public void Finds_nothing_in(string text) => Assert.That(BuildInfo.Parse(text), Is.EqualTo(new BuildInfo(null, null, null, null)));

    [Test]
    public void Keeps_a_value_with_a_colon() => Assert.That(BuildInfo.Parse("Git Commit: a: b").GitCommit, Is.EqualTo("a: b"));

    [Test]
    public void Reads_labels() =>
        Assert.That(
            BuildInfo.OfLabels(new Dictionary<string, string>
            {
                ["org.olympian.build-date"] = "2026-11-22T14:01:02Z",
                ["org.olympian.commit"] = "9f3c2a1",
                ["org.olympian.source-hash"] = "0cc1",
                ["org.olympian.cache-bust"] = "x.y.z",
            }),
            Is.EqualTo(Whole));
}
