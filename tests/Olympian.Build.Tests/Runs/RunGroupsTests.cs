using System.Runtime.CompilerServices;
using Olympian.Deployment.Runs;

namespace Olympian.Build.Tests.Runs;

public sealed class RunGroupsTests
{
    private static RunRecord Run(double seconds, BuildKind? kind = BuildKind.Clean, RunOutcome outcome = RunOutcome.Succeeded, bool starts = true) =>
        RunRecordTests.Deployment with
        {
            Outcome = outcome,
            Duration = TimeSpan.FromSeconds(seconds),
            Durations = starts ? [("BuildProdUltraClean", TimeSpan.FromSeconds(seconds / 2)), ("UpProd", TimeSpan.FromSeconds(1))] : [],
            Profile = new(TimeSpan.Zero) { Kind = kind },
        };

    private static RunGroup Group(params RunRecord[] runs) => RunGroups.Of(runs, 20).Single();

    [Test]
    public void Are_by_kind_and_by_whether_the_build_was_started() => Assert.That(
        RunGroups.Of([Run(1, BuildKind.Cached), Run(2, BuildKind.First), Run(3, starts: false), Run(4), Run(5)], 20)
            .Select(group => (group.Kind, group.Starts, group.Runs.Count)),
        Is.EqualTo(new[] { (BuildKind.First, true, 1), (BuildKind.Clean, true, 2), (BuildKind.Clean, false, 1), (BuildKind.Cached, true, 1) }));

    [Test]
    public void Have_no_run_that_built_nothing_and_none_of_an_older_line() =>
        Assert.That(RunGroups.Of([Run(1, kind: null), RunRecordTests.Deployment], 20), Is.Empty);

    [Test]
    public void Have_the_last_runs_of_each_the_newest_last() => Assert.That(
        RunGroups.Of(Enumerable.Range(1, 100).Select(i => Run(i)), 3).Single().Runs.Select(run => run.Duration!.Value.TotalSeconds), Is.EqualTo(new[] { 98, 99, 100 }));

    [TestCase("5", 5)]
    [TestCase("1 9", 5)]
    [TestCase("9 1 2", 2)]
    [TestCase("8 1 2 3", 2.5)]
    public void Have_a_median_of(string totals, double median) =>
        Assert.That(Group([.. totals.Split(' ').Select(total => Run(double.Parse(total)))]).MedianOf(run => run.Duration?.TotalSeconds), Is.EqualTo(median));

    [Test]
    public void Take_no_run_for_a_peer_that_did_not_succeed()
    {
        var group = Group(Run(10), Run(10), Run(10), Run(500, outcome: RunOutcome.Failed), Run(500, outcome: RunOutcome.Killed), Run(500, outcome: RunOutcome.Interrupted), Run(10));

        Assert.That((group.Peers, group.MedianOf(run => run.Duration?.TotalSeconds)), Is.EqualTo((4, 10)));
        Assert.That(group.Runs.Where(group.IsSlow), Is.Empty, "only what succeeded can be slow");
    }

    [TestCase("10 10 10 12", "")] // 20 % and no more
    [TestCase("10 10 10 12.1", "12.1")]
    [TestCase("10 10 12.1", "")] // two peers are too few
    [TestCase("12.1", "")]
    [TestCase("6 8 10 12 14 15.9", "")] // within what is usual for these
    [TestCase("9 9.5 10 10.5 11 30", "30")]
    [TestCase("30 10 10 10 10 31", "30 31")]
    public void Tell_what_is_slower_than_its_peers(string totals, string slow)
    {
        var group = Group([.. totals.Split(' ').Select(total => Run(double.Parse(total)))]);

        Assert.That(string.Join(' ', group.Runs.Where(group.IsSlow).Select(run => run.Duration!.Value.TotalSeconds)), Is.EqualTo(slow));
    }

    [Test]
    public void Hold_no_more_of_a_long_history_than_they_show()
    {
        var taken = new List<WeakReference>();
        var mostAlive = 0;

        var groups = RunGroups.Of(History(taken, alive => mostAlive = Math.Max(mostAlive, alive)), 5);

        Assert.That(groups.Sum(group => group.Runs.Count), Is.EqualTo(6 * 5));
        Assert.That(taken, Has.Count.EqualTo(100_000), "each line is taken once");
        Assert.That(mostAlive, Is.LessThanOrEqualTo(6 * 5 + 2));
    }

    private static IEnumerable<RunRecord> History(List<WeakReference> taken, Action<int> alive)
    {
        for (var i = 0; i < 100_000; i++)
        {
            if (i > 0 && i % 20_000 == 0)
            {
                GC.Collect();
                alive(taken.Count(run => run.IsAlive));
            }

            yield return Remembered(taken, Run(i, (BuildKind)(i % 3), starts: i % 2 == 0));
        }
    }

    // In a method of its own, so that no local keeps it alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RunRecord Remembered(List<WeakReference> taken, RunRecord run)
    {
        taken.Add(new(run));
        return run;
    }
}
