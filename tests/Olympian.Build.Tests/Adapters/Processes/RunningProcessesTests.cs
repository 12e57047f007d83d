using Olympian.Build.Adapters.Processes;
using Olympian.Build.Options;

namespace Olympian.Build.Tests.Adapters.Processes;

[Platform("Linux")]
public sealed class RunningProcessesTests
{
    private readonly RunningProcesses processes = new(new Surroundings("/", "/", new Dictionary<string, string>()), TimeProvider.System);

    [Test]
    public void Sees_that_this_process_runs() => Assert.That(processes.Runs(processes.Holder("UpProd", null).Process!), Is.True);

    [Test]
    public void Does_not_take_another_process_of_the_same_id_for_it() =>
        Assert.That(processes.Runs(processes.Holder("UpProd", null).Process! with { Started = "1" }), Is.False);

    [Test]
    public void Sees_that_nobody_has_an_id_that_no_process_can_have() =>
        Assert.That(processes.Runs(processes.Holder("UpProd", null).Process! with { Id = int.MaxValue }), Is.False);

    [TestCase("another boot pid:[4026531836]")]
    [TestCase(null)]
    public void Says_nothing_of_another_machines_processes(string? machine) =>
        Assert.That(processes.Runs(processes.Holder("UpProd", null).Process! with { Machine = machine }), Is.Null);

    [Test]
    public void Gives_every_holder_a_token_of_its_own() =>
        Assert.That(Enumerable.Range(0, 10).Select(_ => processes.Holder("UpProd", null).Token), Is.Unique.And.All.Length.EqualTo(32));

    [Test]
    public void Names_who_became_root() => Assert.That(
        new RunningProcesses(new Surroundings("/", "/", new Dictionary<string, string> { ["SUDO_USER"] = "anna" }), TimeProvider.System)
            .Holder("UpProd", "why").Owner,
        Is.EqualTo($"anna ({Environment.UserName})"));

    [Test]
    public void Finds_nothing_that_was_started_by_nobody() =>
        Assert.That(processes.StartedBy(processes.Holder("UpProd", null).Token), Is.Empty);
}
