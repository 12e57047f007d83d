using Olympian.Build.Tests.Releases;
using Olympian.Deployment;
using Olympian.Deployment.Locks;

namespace Olympian.Build.Tests.Locks;

public sealed class TakeLockTests
{
    private static readonly LockHolder Elsewhere = ProcessesDouble.Anna(machine: "boot-2 pid:[1]");

    private readonly List<string> told = [];
    private EngineLocksDouble locks = new();
    private ProcessesDouble processes = new();
    private HurriedTime time = new();

    [SetUp]
    public void Begin()
    {
        told.Clear();
        locks = new();
        processes = new();
        time = new();
    }

    private Task<HeldLock> TakeAsync(TimeSpan wait = default, CancellationToken cancellationToken = default) =>
        new TakeLock(locks, processes, time).RunAsync("shop", processes.Holder("UpProd", null), wait, told.Add, cancellationToken);

    private LockHeld Refusal(TimeSpan wait = default) => Assert.ThrowsAsync<LockHeld>(() => TakeAsync(wait))!;

    [Test]
    public async Task Takes_a_free_lock_without_a_word()
    {
        var held = await TakeAsync();

        Assert.That(locks.Standing.Single().Id, Is.EqualTo(held.Id));
        Assert.That(told, Is.Empty);
    }

    [Test]
    public async Task Minds_no_other_projects_lock()
    {
        processes.Running.Add(41);
        locks.Put("shop-2", ProcessesDouble.Anna());

        await TakeAsync();

        Assert.That(locks.Standing, Has.Count.EqualTo(2));
    }

    [Test]
    public void Says_who_holds_it_and_what_to_do()
    {
        processes.Running.Add(41);
        locks.Put("shop", ProcessesDouble.Anna() with { Message = "hot fix" });

        Assert.That(Refusal().Message, Is.EqualTo(
            "Another run works on project 'shop'.\n"
            + "Expected its lock to be free; it is held by anna on build-7, process 41, target QuickDockerMulti, "
            + "since 2026-11-22 13:57:00 UTC (3 min ago): \"hot fix\".\n"
            + "Nothing was changed. Run the same command again with --lock-wait=10m to wait for it; see what runs: "
            + "./build.sh --target=Status; if that run is gone: ./build.sh --target=Unlock"));
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.Zero));
        Assert.That(locks.Calls, Is.Empty);
    }

    [Test]
    public async Task Waits_for_it_and_tells_once_for_whom()
    {
        var looks = 0;
        processes.Running.Add(41);
        var id = locks.Put("shop", ProcessesDouble.Anna());
        locks.OnFind = () =>
        {
            if (++looks == 20)
            {
                locks.RemoveAsync(id, default);
            }
        };

        await TakeAsync(TimeSpan.FromMinutes(10));

        Assert.That(told, Has.Count.EqualTo(1).And.All.StartWith("Waiting for another run on project 'shop': anna on build-7"));
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromSeconds(19)));
    }

    [Test]
    public void Waits_no_longer_than_it_was_told_to()
    {
        processes.Running.Add(41);
        locks.Put("shop", ProcessesDouble.Anna());

        Assert.That(Refusal(TimeSpan.FromSeconds(30)).Message, Does.StartWith("Another run still works on project 'shop', after 30 s of waiting (--lock-wait)."));
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public async Task Takes_over_at_once_from_a_process_of_this_machine_that_is_gone()
    {
        locks.Put("shop", ProcessesDouble.Anna());

        await TakeAsync();

        Assert.That(told, Is.EqualTo(new[]
        {
            "Took over a stale lock of project 'shop': its holder is gone, its process does not run any more. It was anna on build-7, process 41, "
            + "target QuickDockerMulti, since 2026-11-22 13:57:00 UTC (3 min ago).",
        }));
        Assert.That(locks.Calls, Is.EqualTo(new[] { "remove shop", "create shop" }));
        Assert.That(time.Gone, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task Takes_over_from_another_machine_after_a_silence()
    {
        locks.Put("shop", Elsewhere);
        locks.LastBeat = time.GetUtcNow().AddHours(-1);

        await TakeAsync();

        Assert.That(time.Gone, Is.EqualTo(LockTimes.Silence));
        Assert.That(told[0], Does.StartWith("The lock of project 'shop' looks abandoned; watching it for a sign of life, 90 s at most"));
        Assert.That(told[1], Does.Contain("it gave no sign of life for 90 s"));
    }

    [TestCase(-3600)]
    [TestCase(3600)]
    public void Lets_another_machine_be_whose_clock_is_wrong_and_whose_signs_of_life_come(int secondsOff)
    {
        locks.Put("shop", Elsewhere);
        locks.OnFind = () => locks.LastBeat = time.GetUtcNow().AddSeconds(secondsOff - (time.GetUtcNow().Second % 5));

        Refusal();

        Assert.That(time.Gone, Is.LessThanOrEqualTo(LockTimes.Beat));
        Assert.That(locks.Calls, Is.Empty);
    }

    [Test]
    public void Believes_a_recent_sign_of_life_at_once()
    {
        locks.Put("shop", Elsewhere);
        locks.LastBeat = time.GetUtcNow().AddSeconds(-20);

        Refusal();

        Assert.That(time.Gone, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task Takes_over_while_it_waits_when_the_signs_of_life_end()
    {
        locks.Put("shop", Elsewhere);
        locks.LastBeat = time.GetUtcNow();

        await TakeAsync(TimeSpan.FromMinutes(10));

        Assert.That(time.Gone, Is.EqualTo(LockTimes.Silence));
        Assert.That(told, Has.Some.Contains("Took over a stale lock"));
    }

    [Test]
    public void Never_takes_a_lock_for_stale_that_says_nothing_of_its_holder()
    {
        locks.Put("shop", LockHolder.Of(new Dictionary<string, string>()));
        locks.LastBeat = time.GetUtcNow();

        Assert.That(Refusal().Message, Does.Contain("held by unknown on unknown, target unknown, since an unknown time."));
    }

    [Test]
    public void Leaves_somebodys_container_of_the_locks_name_alone()
    {
        locks.Put("shop", holder: null);

        Assert.That(Assert.ThrowsAsync<ExpectedFailure>(() => TakeAsync())!.Message, Does.Contain("a container that is no lock has the lock's name"));
        Assert.That(locks.Calls, Is.Empty);
    }

    [Test]
    public void Leaves_no_lock_behind_when_the_engines_answer_is_lost()
    {
        locks.LostAnswer = EngineLocksDouble.Unavailable;

        Assert.That(() => TakeAsync(), Throws.InstanceOf<ExpectedFailure>());
        Assert.That(locks.Standing, Is.Empty);
    }

    [Test]
    public void Leaves_the_lock_it_waits_for_alone_when_it_is_interrupted()
    {
        using var interruption = new CancellationTokenSource();
        processes.Running.Add(41);
        locks.Put("shop", ProcessesDouble.Anna());
        locks.OnFind = interruption.Cancel;

        Assert.That(() => TakeAsync(TimeSpan.FromMinutes(1), interruption.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(locks.Standing.Single().Holder!.Owner, Is.EqualTo("anna"));
    }

    [Test]
    public async Task Waits_for_what_a_killed_run_had_started()
    {
        locks.Put("shop", ProcessesDouble.Anna());
        processes.Left.Enqueue(["77 docker-compose"]);
        processes.Left.Enqueue(["77 docker-compose"]);

        await TakeAsync();

        Assert.That(time.Gone, Is.EqualTo(TimeSpan.FromMilliseconds(400)));
    }

    [Test]
    public void Changes_nothing_while_what_a_killed_run_had_started_does_not_end()
    {
        locks.Put("shop", ProcessesDouble.Anna());
        for (var i = 0; i < 200; i++)
        {
            processes.Left.Enqueue(["77 docker-compose"]);
        }

        Assert.That(Assert.ThrowsAsync<ExpectedFailure>(() => TakeAsync())!.Message, Does.Contain("77 docker-compose"));
        Assert.That(locks.Standing.Single().Holder!.Owner, Is.EqualTo("anna"));
    }

    [Test]
    public async Task Lets_exactly_one_of_twenty_take_over()
    {
        locks.Put("shop", ProcessesDouble.Anna());
        var holders = Enumerable.Range(0, 20).Select(_ => processes.Holder("UpProd", null)).ToArray();
        foreach (var holder in holders)
        {
            processes.Running.Add(holder.Process!.Id);
        }

        var take = new TakeLock(locks, processes, TimeProvider.System);
        var takers = holders.Select(holder => Task.Run(() => take.RunAsync("shop", holder, TimeSpan.Zero, _ => { }, default))).ToArray();
        await Task.WhenAll(takers.Select(taker => taker.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.That(takers.Count(taker => taker.IsCompletedSuccessfully), Is.EqualTo(1));
        Assert.That(takers.Where(taker => taker.IsFaulted).Select(taker => taker.Exception!.InnerException), Has.All.InstanceOf<LockHeld>());
    }
}
