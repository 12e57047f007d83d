using Olympian.Build.Tests.Cleaning;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Healing;

/// <summary>Damage that nothing of ours runs upon any more goes, and only then.</summary>
public sealed class SweepDamageTests
{
    private Broken broken = null!;

    [SetUp]
    public void A_damaged_base() => broken = new();

    private Task<bool> SweepAsync(params string[] chains) =>
        broken.Sweep.RunAsync("shop", chains, [ImageReference.Parse(Broken.Node)], [], broken.Journal, default);

    [Test]
    public async Task Does_nothing_where_there_is_no_damage()
    {
        Assert.That(await SweepAsync());
        Assert.That(await SweepAsync("sha256:of-nothing-here"));
        Assert.That(broken.Engine.Calls, Is.Empty);
        Assert.That(broken.Journal.Lines, Is.Empty);
    }

    [Test]
    public async Task Lets_go_pulls_again_and_proves()
    {
        var built = broken.Built(Facts.First, "web");

        Assert.That(await SweepAsync(broken.Lower));
        Assert.That(broken.Engine.Calls, Is.EqualTo([$"untag {built.Tags[0]}", $"untag {Broken.Node}", $"pull {Broken.Node}"]));
        Assert.That(broken.Disk.Damaged, Is.Empty);
        Assert.That(broken.Journal.Lines[^1], Is.EqualTo($"healed: base {Broken.Node}, every layer verified again"));
    }

    [Test]
    public async Task Touches_nothing_while_something_of_ours_runs_upon_it()
    {
        broken.Run(broken.Built(Facts.First, "web"), ContainerState.Running);

        Assert.That(await SweepAsync(broken.Lower), Is.False);
        Assert.That(broken.Engine.Calls, Is.Empty);
    }

    [Test]
    public async Task Touches_nothing_while_somebody_else_holds_it_and_says_who()
    {
        broken.Built(Facts.First, "web");
        broken.Foreign("team/app:1");

        Assert.That(await SweepAsync(broken.Lower), Is.False);
        Assert.That(broken.Engine.Calls, Is.Empty);
        Assert.That(broken.Journal.Lines, Has.Some.Contains("image team/app:1").And.Some.Contains("stay on this engine"));
    }

    [Test]
    public async Task Does_not_claim_that_it_verified_what_it_did_not_pull()
    {
        broken.Engine.Images[0] = broken.Base with { Tags = [] };

        Assert.That(await SweepAsync(broken.Lower));
        Assert.That(broken.Journal.Lines, Has.None.Contains("verified again"));
        Assert.That(broken.Journal.Lines[^1], Does.StartWith("healed: no image on this engine has the damaged layers any more"));
    }

    [Test]
    public async Task Does_not_call_healed_what_was_named_in_the_meantime()
    {
        var built = broken.Built(Facts.First, "web");
        broken.Engine.Images[0] = broken.Base with { Tags = [] };
        broken.Disk.Meanwhile = change =>
        {
            if (change == $"untag {built.Tags[0]}")
            {
                broken.Engine.Images[1] = built with { Tags = [.. built.Tags, "team/app:new"] };
            }
        };

        Assert.That(await SweepAsync(broken.Lower), Is.False);
        Assert.That(broken.Journal.Lines, Has.None.StartWith("healed"));
    }

    [Test]
    public async Task Says_that_the_engine_keeps_what_nothing_holds()
    {
        broken.Engine.Kept.Add(broken.Lower);

        Assert.That(await SweepAsync(broken.Lower), Is.False);
        Assert.That(broken.Journal.Lines[^1], Does.Contain("restart it when that suits, then ./build.sh --target=Heal"));
        Assert.That(broken.Engine.Calls.Count(call => call.StartsWith("pull", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task Names_the_records_that_may_keep_them_where_no_restart_helps()
    {
        broken.Engine.Kept.Add(broken.Lower);
        broken.Engine.Cache.AddRange(
        [
            Facts.Cache("lowest", ""),
            Facts.Cache("top", "", "lowest"),
            Facts.Cache("theirs", ""),
            Facts.Cache("upon", "[1/2] RUN theirs", "theirs"),
            Facts.Cache("used", "") with { InUse = true },
        ]);

        Assert.That(await SweepAsync(broken.Lower), Is.False);
        Assert.That(
            broken.Journal.Lines[^1],
            Does.Contain("2 records of the build cache").And.Contain("--filter 'id=top|lowest', then ./build.sh --target=Heal").And.Not.Contain("restart"));
        Assert.That(broken.Engine.Cache, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task Learns_from_the_images_that_run_what_they_were_built_free_of()
    {
        var old = broken.Built(Facts.First, "web");
        var image = Facts.Verified(Facts.Second, "web");
        image = image with
        {
            Labels = new Dictionary<string, string>(image.Labels)
            {
                [BaseCopy.ReplacesLabel] = broken.Lower,
                [ImageLabels.Bases] = BaseRecord.LabelOf([broken.Resolved.Record]),
            },
        };
        broken.Engine.Images.Add(image);

        Assert.That(await broken.Sweep.RunAsync("shop", [image], broken.Journal, default));
        Assert.That(broken.Engine.Images.Select(one => one.Id), Is.EquivalentTo([image.Id, broken.Base.Id]));
        Assert.That(broken.Engine.Calls, Has.Some.EqualTo($"untag {old.Tags[0]}"));
    }
}
