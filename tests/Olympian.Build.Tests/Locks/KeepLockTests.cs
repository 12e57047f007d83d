using Olympian.Build.Tests.Releases;
using Olympian.Deployment.Locks;

namespace Olympian.Build.Tests.Locks;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KeepLockTests
{
    private readonly EngineLocksDouble locks = new();
    private readonly HurriedTime time = new();

    private HeldLock Held() => new(locks.Put("shop", ProcessesDouble.Anna()), "shop", ProcessesDouble.Anna());

    [Test]
    public async Task Shows_signs_of_life_that_differ_until_it_is_ended()
    {
        using var end = new CancellationTokenSource();
        locks.OnBeat = () =>
        {
            if (locks.Beats.Count == 4)
            {
                end.Cancel();
            }
        };

        Assert.That(await new KeepLock(locks, time).RunAsync(Held(), end.Token), Is.Null);
        Assert.That(locks.Beats, Is.Unique.And.Count.GreaterThanOrEqualTo(4));
    }

    [Test]
    public async Task Notices_that_it_was_removed()
    {
        var held = Held();
        locks.OnBeat = () =>
        {
            if (locks.Beats.Count == 2)
            {
                locks.RemoveAsync(held.Id, default);
            }
        };

        var lost = await new KeepLock(locks, time).RunAsync(held, default);

        Assert.That(lost!.Message, Does.StartWith("This run lost the lock of project 'shop' and was stopped.").And.Contain("somebody removed it"));
        Assert.That(locks.Beats, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Gives_up_before_another_may_take_the_lock_when_the_engine_takes_no_sign_of_life()
    {
        var held = Held();
        locks.OnBeat = () => throw EngineLocksDouble.Unavailable;

        var lost = await new KeepLock(locks, time).RunAsync(held, default);

        Assert.That(lost!.Message, Does.Contain("took no sign of life for 60 s"));
        Assert.That(time.Gone + LockTimes.Beat, Is.LessThan(LockTimes.Silence));
    }

    [Test]
    public async Task Works_on_when_the_engine_comes_back()
    {
        using var end = new CancellationTokenSource();
        var beats = 0;
        locks.OnBeat = () =>
        {
            beats++;
            if (beats is > 1 and < 8)
            {
                throw EngineLocksDouble.Unavailable;
            }

            if (beats == 20)
            {
                end.Cancel();
            }
        };

        Assert.That(await new KeepLock(locks, time).RunAsync(Held(), end.Token), Is.Null);
    }
}
