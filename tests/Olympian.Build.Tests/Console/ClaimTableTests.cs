using Olympian.Build.Console;

namespace Olympian.Build.Tests.Console;

public sealed class ClaimTableTests
{
    [Test]
    public void Gives_each_claim_a_row_and_says_what_was_expected_where_it_does_not_hold() =>
        Assert.That(
            ClaimTable.Of(
            [
                new("web", "container runs", "running", "running"), new("web", "healthy", "yes", "no"), new("db", "image", "sha256:ab", null),
            ]).ReplaceLineEndings("\n"),
            Is.EqualTo(
                "    of   claim           found\n"
                + "--  ---  --------------  ---------------------------\n"
                + "ok  web  container runs  running\n"
                + "NO  web  healthy         no; expected yes\n"
                + "NO  db   image           nothing; expected sha256:ab"));
}
