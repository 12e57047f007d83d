using Olympian.Deployment.Runs;

namespace Olympian.Build.Tests.Runs;

public sealed class RunRecordTests
{
    public static readonly RunRecord Deployment = new(
        "20261126-140005-9f3c", "shop", "ada", "build-1", ["QuickDockerMulti"], new(2026, 11, 26, 14, 0, 5, TimeSpan.Zero))
    {
        Outcome = RunOutcome.Failed,
        Duration = TimeSpan.FromSeconds(31.74),
        ExitCode = 1,
        Message = "Release x did not \"come up\".",
        Release = "20261126-140006-0a1b",
        Durations = [("EnvMulti", TimeSpan.FromSeconds(0.3)), ("UpProd", TimeSpan.FromSeconds(4.7))],
        Removed = ["container 4711", "build cache: 3 records"],
        Gaps = [new("/", 217, 0, TimeSpan.FromMilliseconds(78))],
    };

    [Test]
    public void Is_one_line_of_JSON() => Assert.That(Deployment.ToLine(), Is.EqualTo(
        """
        {"schema":1,"run":"20261126-140005-9f3c","project":"shop","user":"ada","host":"build-1","targets":["QuickDockerMulti"],"started":"2026-11-26T14:00:05Z","outcome":"failed","seconds":31.7,"exitCode":1,"message":"Release x did not \u0022come up\u0022.","release":"20261126-140006-0a1b","durations":{"EnvMulti":0.3,"UpProd":4.7},"removed":["container 4711","build cache: 3 records"],"switch":[{"path":"/","requests":217,"failed":0,"longestMilliseconds":78}]}
        """));

    [Test]
    public void Is_read_back_to_the_same_line() => Assert.That(RunRecord.Parse(Deployment.ToLine())!.ToLine(), Is.EqualTo(Deployment.ToLine()));

    [Test]
    public void Is_read_back_where_nothing_is_known()
    {
        var killed = new RunRecord("id", "shop", "ada", "build-1", [], DateTimeOffset.UnixEpoch) { Outcome = RunOutcome.Killed };

        var read = RunRecord.Parse(killed.ToLine())!;

        Assert.That((read.Outcome, read.Duration, read.ExitCode, read.Message, read.Release), Is.EqualTo(
            (RunOutcome.Killed, (TimeSpan?)null, (int?)null, (string?)null, (string?)null)));
    }

    [Test]
    public void Keeps_line_ends_and_escape_sequences_out_of_its_line() =>
        Assert.That((Deployment with { Message = "a\nb\u001b[2J" }).ToLine(), Does.Not.Contain("\n").And.Not.Contain("\u001b"));

    [Test]
    public void Is_none_of_half_a_line([Range(0, 440, 11)] int length) => Assert.That(RunRecord.Parse(Deployment.ToLine()[..length]), Is.Null);

    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{\"schema\":2}")]
    public void Is_none_of(string line) => Assert.That(RunRecord.Parse(line), Is.Null);

    [Test]
    public void Has_a_mark_in_the_engine_that_is_read_back_from_its_labels()
    {
        var mark = new StartMark("shop", "20261126-140006-0a1b", "ada", "build-1", "UpProd", new(2026, 11, 26, 14, 0, 5, 250, TimeSpan.Zero));

        Assert.That(StartMark.Of(mark.ToLabels()), Is.EqualTo(mark));
        Assert.That(StartMark.Of(new Dictionary<string, string> { [StartMark.ProjectLabel] = "shop" }), Is.Null);
    }
}
