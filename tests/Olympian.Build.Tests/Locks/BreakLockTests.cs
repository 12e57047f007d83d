using Olympian.Deployment;
using Olympian.Deployment.Locks;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Locks;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class BreakLockTests
{
    private readonly EngineLocksDouble locks = new();
    private readonly ProcessesDouble processes = new();

    private Task BreakAsync(LockFacts found, string? typed) => new BreakLock(locks, processes).RunAsync("shop", found, new Typist(typed), default);

    private LockFacts Put()
    {
        locks.Put("shop", ProcessesDouble.Anna());
        return locks.Standing.Single();
    }

    [Test]
    public async Task Removes_it_when_the_projects_name_is_typed()
    {
        await BreakAsync(Put(), "shop");

        Assert.That(locks.Standing, Is.Empty);
    }

    [TestCase("")]
    [TestCase(null)]
    [TestCase("yes")]
    [TestCase("Shop")]
    public void Leaves_it_when_anything_else_is_typed(string? typed)
    {
        Assert.ThrowsAsync<UsageFailure>(() => BreakAsync(Put(), typed));
        Assert.That(locks.Standing, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Leaves_the_lock_that_another_run_took_meanwhile()
    {
        var shown = Put();
        await locks.RemoveAsync(shown.Id, default);
        var theirs = locks.Put("shop", ProcessesDouble.Anna(process: 42));

        await BreakAsync(shown, "shop");

        Assert.That(locks.Standing.Single().Id, Is.EqualTo(theirs));
    }

    [TestCase(41, ProcessesDouble.Machine, "Its process runs on this machine")]
    [TestCase(42, ProcessesDouble.Machine, "Its process does not run any more")]
    [TestCase(41, "another", "cannot be seen from here")]
    public void Says_what_is_known_of_the_process(int process, string machine, string text)
    {
        processes.Running.Add(41);

        Assert.That(new BreakLock(locks, processes).Standing(ProcessesDouble.Anna(process, machine)), Does.Contain(text));
    }

    private sealed class Typist(string? answer) : ISettingsPrompt
    {
        public string? Ask(string question, string defaultText) => answer;

        public Secret? AskSecret(string question) => throw new NotSupportedException();

        public void Explain(string reason) => throw new NotSupportedException();
    }
}
