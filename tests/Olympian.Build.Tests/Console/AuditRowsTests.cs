using Olympian.Build.Console;
using Olympian.Build.Tests.Runs;
using Olympian.Deployment.Runs;

namespace Olympian.Build.Tests.Console;

public sealed class AuditRowsTests
{
    [Test]
    public void Say_who_did_what_when_and_how_it_ended() => Assert.That(AuditRows.Of([RunRecordTests.Deployment]).Single(), Is.EqualTo(new[]
    {
        "2026-11-26 14:00:05", "ada@build-1", "QuickDockerMulti", "20261126-140006-0a1b", "failed (1)", "31.7", "2", "Release x did not \"come up\".",
    }));

    [Test]
    public void Say_nothing_of_what_is_not_known() => Assert.That(
        AuditRows.Of([new RunRecord("id", "shop", "ada", "build-1", ["UpProd"], DateTimeOffset.UnixEpoch) { Outcome = RunOutcome.Killed }]).Single(),
        Is.EqualTo(new[] { "1970-01-01 00:00:00", "ada@build-1", "UpProd", "-", "killed", "-", "0", "" }));

    [Test]
    public void Draw_nothing_on_a_terminal() => Assert.That(
        AuditRows.Of([new StartMark("shop", "r", "a\u001b[2J", "h", "t", DateTimeOffset.UnixEpoch)]).Single()[1], Is.EqualTo("a?[2J@h"));
}
