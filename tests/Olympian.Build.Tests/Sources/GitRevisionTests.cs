using Olympian.Deployment.Sources;

namespace Olympian.Build.Tests.Sources;

public sealed class GitRevisionTests
{
    [TestCase("9f3c2a1")]
    [TestCase("9f3c2a1-dirty")]
    [TestCase("9f3c2a19f3c2a19f3c2a19f3c2a19f3c2a1abcde")]
    [TestCase("no-git")]
    [TestCase("no-commit")]
    public void Takes(string text)
    {
        Assert.That(GitRevision.TryParse(text, out var revision), Is.True);
        Assert.That(revision!.Value, Is.EqualTo(text));
    }

    [TestCase("")]
    [TestCase("-dirty")]
    [TestCase("9f3c2a")]
    [TestCase("9F3C2A1")]
    [TestCase("9f3c2a1-dirty-dirty")]
    [TestCase("no-git-dirty")]
    [TestCase("9f3c2a1 ")]
    [TestCase("main")]
    public void Refuses(string text) => Assert.That(GitRevision.TryParse(text, out _), Is.False);
}
