using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

public sealed class ClaimTests
{
    [TestCase("a", "a", true)]
    [TestCase("a", "A", false)]
    [TestCase("a", "a ", false)]
    [TestCase("a", "", false)]
    [TestCase("a", null, false)]
    [TestCase("", null, false)]
    [TestCase("é", "e\u0301", false)]
    public void Holds_only_when_the_very_same_was_found(string expected, string? actual, bool holds) =>
        Assert.That(new Claim("web", "colour", expected, actual).Holds, Is.EqualTo(holds));

    [TestCase("red", "web: colour: red")]
    [TestCase("blue", "web: colour: expected red, found blue")]
    [TestCase(null, "web: colour: expected red, found nothing")]
    public void Shows_itself_in_one_line(string? actual, string shown) =>
        Assert.That(new Claim("web", "colour", "red", actual).ToString(), Is.EqualTo(shown));

    [Test]
    public void Is_told_of_only_when_it_does_not_hold() =>
        Assert.That(
            new ClaimsRefuted("It is not so.", [new("web", "size", "1", "1"), new("web", "colour", "red", null)], "Look again.").Message,
            Is.EqualTo("It is not so.\n  web: colour: expected red, found nothing\nLook again."));
}
