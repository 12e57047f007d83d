using Olympian.Build.Adapters;
using Olympian.Build.Options;
using Olympian.Build.Tests.Releases;
using Olympian.Deployment.Locks;

namespace Olympian.Build.Tests.Locks;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RunLockTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly EngineLocksDouble locks = new();
    private readonly ProcessesDouble processes = new();
    private readonly List<string> told = [];
    private readonly Interruption interruption = Interruption.Listen();
    private readonly RunLock mine;

    public RunLockTests()
    {
        var surroundings = new Surroundings("/", "/", new Dictionary<string, string>());
        var options = Build.Options.CommandLine.Parse(
            ["--target=BuildProd", "--target=UpProd"], OptionCatalogue.Settings, TargetNames.OfThisBuild(), surroundings).Options;
        mine = new(
            new(locks, processes, new HurriedTime()), new(locks, TimeProvider.System), locks, processes, new(new StackDouble()), options, interruption);
    }

    public void Dispose()
    {
        mine.Dispose();
        interruption.Dispose();
    }

    [Test]
    public async Task Names_every_target_of_the_run()
    {
        await mine.TakeAsync("shop", told.Add);

        Assert.That(locks.Standing.Single().Holder!.Target, Is.EqualTo("BuildProd, UpProd"));
    }

    [Test]
    public async Task Is_released_once()
    {
        await mine.TakeAsync("shop", told.Add);
        await mine.ReleaseAsync(told.Add);
        await mine.ReleaseAsync(told.Add);

        Assert.That(locks.Calls, Is.EqualTo(new[] { "create shop", "remove shop" }));
        Assert.That(told, Is.Empty);
    }

    [Test]
    public async Task Follows_to_the_project_that_the_settings_came_to_name()
    {
        await mine.TakeAsync("shop", told.Add);
        await mine.FollowAsync("shop", told.Add);
        await mine.FollowAsync("bakery", told.Add);

        Assert.That(locks.Calls, Is.EqualTo(new[] { "create shop", "create bakery", "remove shop" }));
        Assert.That(mine.Project, Is.EqualTo("bakery"));
    }

    [Test]
    public async Task Follows_nowhere_when_none_is_held()
    {
        await mine.FollowAsync("bakery", told.Add);

        Assert.That(locks.Calls, Is.Empty);
    }

    [Test]
    public async Task Leaves_neither_lock_when_the_project_that_was_named_is_anothers()
    {
        processes.Running.Add(41);
        locks.Put("bakery", ProcessesDouble.Anna());
        await mine.TakeAsync("shop", told.Add);

        Assert.ThrowsAsync<LockHeld>(() => mine.FollowAsync("bakery", told.Add));
        await mine.ReleaseAsync(told.Add);

        Assert.That(locks.Standing.Single().Holder!.Owner, Is.EqualTo("anna"));
    }

    [Test]
    public async Task Is_not_held_any_more_once_somebody_removed_it()
    {
        await mine.TakeAsync("shop", told.Add);
        await mine.EnsureHeldAsync(default);
        await locks.RemoveAsync(locks.Standing.Single().Id, default);

        Assert.ThrowsAsync<LockLost>(() => mine.EnsureHeldAsync(default));
    }

    [Test]
    public async Task Stops_the_run_when_it_is_lost()
    {
        var stopped = new TaskCompletionSource();
        using var onStop = interruption.Token.Register(stopped.SetResult);
        locks.OnBeat = () => locks.RemoveAsync(locks.Standing.Single().Id, default);

        await mine.TakeAsync("shop", told.Add);
        await stopped.Task.WaitAsync(Limit);

        Assert.That(interruption.Reason, Is.InstanceOf<LockLost>());
    }
}
