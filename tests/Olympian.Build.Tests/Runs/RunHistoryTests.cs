using Olympian.Build.Adapters.Runs;
using Olympian.Build.Options;
using Olympian.Build.Tests.Locks;
using Olympian.Deployment.Locks;
using Olympian.Deployment.Runs;

namespace Olympian.Build.Tests.Runs;

public sealed class RunHistoryTests
{
    private string root = "";
    private RunHistory history = null!;

    private Surroundings Here => new(root, root, new Dictionary<string, string>());

    [SetUp]
    public void Begin()
    {
        root = Directory.CreateTempSubdirectory("olympian-test-").FullName;
        history = new(Here);
    }

    [TearDown]
    public void End() => Directory.Delete(root, recursive: true);

    [Test]
    public void Is_empty_before_the_first_run() => Assert.That(history.Read(), Is.Empty);

    [Test]
    public void Has_a_line_for_each_run_in_order()
    {
        history.Append(RunRecordTests.Deployment with { Release = "a" });
        history.Append(RunRecordTests.Deployment with { Release = "b" });

        Assert.That(history.Read().Select(line => line.Record?.Release), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(File.ReadAllText(history.File), Does.EndWith("}\n"));
    }

    [Test]
    public void Passes_over_half_a_line_and_goes_on_upon_a_line_of_its_own()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(history.File)!);
        File.WriteAllText(history.File, RunRecordTests.Deployment.ToLine()[..40]);

        history.Append(RunRecordTests.Deployment);

        Assert.That(history.Read().Select(line => (line.Number, line.Record is not null)), Is.EqualTo(new[] { (1, false), (2, true) }));
    }

    [Test]
    public void Mixes_no_two_runs_that_end_at_once()
    {
        Parallel.For(0, 50, new() { MaxDegreeOfParallelism = 8 }, i => new RunHistory(Here).Append(RunRecordTests.Deployment with { Release = $"{i}" }));

        Assert.That(history.Read().Select(line => int.Parse(line.Record!.Release!)).Order(), Is.EqualTo(Enumerable.Range(0, 50)));
    }

    [Test]
    public void Learns_of_a_run_that_was_killed_once_and_of_none_that_works_on()
    {
        var processes = new ProcessesDouble();
        var work = new RunsAtWork(Here, processes);
        work.Begin(RunRecordTests.Deployment with { Id = "gone" }, new ProcessIdentity(ProcessesDouble.Machine, 1, "1"));
        work.Begin(RunRecordTests.Deployment with { Id = "there" }, new ProcessIdentity(ProcessesDouble.Machine, 2, "2"));
        work.Begin(RunRecordTests.Deployment with { Id = "elsewhere" }, new ProcessIdentity(null, 3, "3"));
        processes.Running.Add(2);

        Assert.That(work.Killed().Select(run => (run.Id, run.Outcome)), Is.EqualTo(new[] { ("gone", RunOutcome.Killed) }));
        Assert.That(work.Killed(), Has.Count.EqualTo(1), "it is forgotten when it is written down, and not before");
        work.End("gone");
        Assert.That(work.Killed(), Is.Empty);
    }

    [Test]
    public void Learns_nothing_from_a_file_that_is_none_of_its_own()
    {
        Directory.CreateDirectory(Path.Combine(root, "artifacts", "runs"));
        File.WriteAllText(Path.Combine(root, "artifacts", "runs", "x.json"), "{");

        Assert.That(new RunsAtWork(Here, new ProcessesDouble()).Killed(), Is.Empty);
    }
}
