using Olympian.Build.Console;
using Olympian.Build.Tests.Adapters.Docker;
using Olympian.Build.Tests.Releases;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Tests.Console;

/// <summary>A verification shows that it moves, in few lines.</summary>
public sealed class VerificationLogTests
{
    private ContextDouble context = null!;
    private LogDouble lines = null!;
    private HurriedTime time = null!;
    private VerificationLog log = null!;

    [SetUp]
    public void None_yet()
    {
        (lines, time) = (new(), new());
        context = new(null!, lines);
        log = new(context, time);
    }

    [Test]
    public async Task Tells_a_line_every_few_seconds_however_often_it_is_told()
    {
        for (var i = 0; i < 100; i++)
        {
            log.Progress(Way.Store, i, 1000);
            await Task.Delay(TimeSpan.FromMilliseconds(100), time);
        }

        Assert.That(lines.Lines, Has.Count.EqualTo(3).And.All.StartsWith("Information Verifying (store): "));
    }

    [Test]
    public async Task Says_nothing_of_what_is_over_at_once()
    {
        log.Progress(Way.Save, 10, 10);
        await Task.Delay(TimeSpan.FromSeconds(2), time);
        log.Progress(Way.Save, 10, 10);

        Assert.That(lines.Lines, Is.Empty);
    }

    [Test]
    public async Task Never_says_more_than_all_of_it()
    {
        log.Progress(Way.Save, 1, 2_000_000);
        await Task.Delay(TimeSpan.FromSeconds(4), time);
        log.Progress(Way.Save, 3_000_000, 2_000_000);

        Assert.That(lines.Lines, Is.EqualTo(["Information Verifying (save): 2.0 MB of 2.0 MB"]));
    }

    [Test]
    public async Task Begins_anew_with_the_next_reading()
    {
        log.Progress(Way.Save, 5_000_000, 0);
        await Task.Delay(TimeSpan.FromSeconds(4), time);
        log.Progress(Way.RootFs, 1_000_000, 0);
        await Task.Delay(TimeSpan.FromSeconds(4), time);
        log.Progress(Way.RootFs, 2_000_000, 0);

        Assert.That(lines.Lines, Is.EqualTo(["Information Verifying (rootfs): 2.0 MB"]));
    }

    [Test]
    public void Keeps_a_healings_story_in_order_and_without_its_progress()
    {
        var healing = new HealingLog(context, time);

        healing.Tell("one");
        healing.Progress(Way.Store, 1, 2);
        healing.Warn("two {0}");

        Assert.That(healing.Story, Is.EqualTo(["one", "two {0}"]));
        Assert.That(lines.Lines, Is.EqualTo(["Information one", "Warning two {0}"]));
    }
}
