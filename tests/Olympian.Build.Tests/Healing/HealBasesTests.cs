using Olympian.Build.Tests.Cleaning;
using Olympian.Deployment;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Registries;

namespace Olympian.Build.Tests.Healing;

/// <summary>The smallest step that gives a build sound bases: let go and pull again; where that may not be, a copy.</summary>
public sealed class HealBasesTests
{
    private static readonly string Exactly = $"registry.example/node@{Broken.Published.Digest}";

    private Broken broken = null!;

    [SetUp]
    public void A_damaged_base() => broken = new();

    private async Task<HealedBases> HealAsync(ResolvedBase? one = null, CancellationToken cancellation = default) => await broken.HealBases.RunAsync(
        "shop", Facts.Second, [one ?? broken.Resolved], await broken.LookAsync(), broken.Journal, cancellation);

    [Test]
    public async Task Lets_go_and_pulls_again_where_only_leftovers_of_ours_hold_the_layers()
    {
        var built = broken.Built(Facts.First, "web");

        var healed = await HealAsync();

        Assert.Multiple(() =>
        {
            Assert.That(healed, Is.SameAs(HealedBases.AllSound));
            Assert.That(broken.Disk.Damaged, Is.Empty);
            Assert.That(broken.Engine.Calls, Is.EqualTo([
                $"untag {built.Tags[0]}", $"untag {Broken.Node}", $"pull {Exactly}", $"tag {broken.Base.Id} {Broken.Node}"]));
            Assert.That(broken.Journal.Lines[0], Does.StartWith("! DAMAGED base registry.example/node:22: layer 1 of 1"));
            Assert.That(broken.Journal.Lines[^1], Is.EqualTo($"healed: {Broken.Node}, every layer verified again"));
            Assert.That(broken.Disk.Looks[^1], Is.EqualTo($"base {Broken.Node}"));
        });
    }

    [Test]
    public async Task Pulls_the_very_image_that_it_let_go_though_its_tag_names_a_newer_one()
    {
        broken.Engine.Registry[Broken.Node] = broken.Base with { Id = "sha256:newer", Layers = ["sha256:newer"], Digests = [] };

        await HealAsync();

        Assert.That(broken.Engine.Images.Single().Id, Is.EqualTo(broken.Base.Id));
        Assert.That(broken.Engine.Images.Single().Tags, Is.EqualTo([Broken.Node]));
    }

    [Test]
    public async Task Looks_again_into_every_layer_that_was_pulled_again_and_not_only_into_the_damaged_one()
    {
        broken.Disk.Arriving.Add(broken.Chains[1]);
        broken.Disk.Meanwhile = change =>
        {
            if (change.StartsWith("load ", StringComparison.Ordinal))
            {
                broken.Disk.Arriving.Clear();
            }
        };

        var healed = await HealAsync();

        Assert.That(healed.Copies, Has.Count.EqualTo(1), "what was pulled again is damaged again, in another layer");
    }

    [Test]
    public async Task Makes_a_copy_where_something_runs_upon_the_layers_and_stops_nothing()
    {
        var container = broken.Run(broken.Built(Facts.First, "web"), ContainerState.Running);

        var healed = await HealAsync();

        Assert.Multiple(() =>
        {
            Assert.That(healed.Copies.Values, Is.EqualTo([$"shop/base-copy:{Facts.Second}-1"]));
            Assert.That(healed.Replaced, Is.EqualTo([broken.Lower]));
            Assert.That(broken.Engine.Calls, Is.EqualTo([$"load shop/base-copy:{Facts.Second}-1"]));
            Assert.That(broken.Engine.Containers.Single().State, Is.EqualTo(ContainerState.Running));
            Assert.That(broken.Journal.Lines, Has.Some.EqualTo($"running upon the damaged layers, and left running: {container.Name}"));
            Assert.That(broken.Disk.Looks[^1], Is.EqualTo($"copy of base {Broken.Node}"));
        });
    }

    [Test]
    public async Task Makes_a_copy_where_somebody_else_holds_the_layers_and_says_who()
    {
        broken.Foreign("team/app:1");

        var healed = await HealAsync();

        Assert.That(healed.Copies, Has.Count.EqualTo(1));
        Assert.That(broken.Engine.Calls, Has.Count.EqualTo(1).And.All.StartWith("load "));
        Assert.That(broken.Journal.Lines, Has.Some.EqualTo(
            "! somebody else holds the damaged layers too, and is left alone: image team/app:1; its owner could type: docker rmi team/app:1"));
    }

    [Test]
    public async Task Makes_a_copy_where_the_damage_survives_the_pull_and_tries_nothing_a_second_time()
    {
        broken.Engine.Kept.Add(broken.Lower);

        var healed = await HealAsync();

        Assert.That(healed.Copies, Has.Count.EqualTo(1));
        Assert.That(broken.Engine.Calls, Is.EqualTo([
            $"untag {Broken.Node}", $"pull {Exactly}", $"tag {broken.Base.Id} {Broken.Node}", $"load shop/base-copy:{Facts.Second}-1"]));
    }

    [Test]
    public void Removes_nothing_of_a_base_that_came_from_no_registry()
    {
        var refusal = Assert.ThrowsAsync<ExpectedFailure>(() => HealAsync(broken.Resolved with { Digest = null }))!;

        Assert.That(refusal.WhatFailed, Is.EqualTo($"The base image {Broken.Node} is damaged and cannot be had again."));
        Assert.That(broken.Engine.Calls, Is.Empty);
    }

    [Test]
    public void Removes_nothing_where_the_registry_has_it_damaged_as_well()
    {
        broken.Registry.Blobs[Broken.Published.Layers[0].Digest] = [1, 2, 3];

        Assert.ThrowsAsync<RegistryWrongContent>(() => HealAsync());
        Assert.That(broken.Engine.Calls, Is.Empty);
    }

    [Test]
    public void Removes_nothing_where_the_registry_lacks_it()
    {
        broken.Registry.Manifests.Clear();

        Assert.ThrowsAsync<RegistryNotFound>(() => HealAsync());
        Assert.That(broken.Engine.Calls, Is.Empty);
    }

    [Test]
    public void Leaves_no_copy_behind_that_came_out_damaged_as_well()
    {
        broken.Foreign("team/app:1");
        broken.Disk.Meanwhile = change => broken.Disk.Damaged.UnionWith(
            change.StartsWith("load ", StringComparison.Ordinal) ? [BaseCopy.EmptyLayer] : []);
        broken.Disk.Arriving.Add(BaseCopy.EmptyLayer);

        var failure = Assert.ThrowsAsync<DamageFound>(() => HealAsync())!;

        Assert.That(failure.NextCommand, Does.Contain("dmesg"));
        Assert.That(broken.Engine.Images.SelectMany(image => image.Tags), Has.None.StartWith("shop/base-copy:"));
    }

    [Test]
    public async Task Pulls_once_more_where_the_registry_was_busy()
    {
        var refused = false;
        broken.Disk.Meanwhile = change =>
        {
            if (change == $"pull {Exactly}" && !refused)
            {
                refused = true;
                throw DockerCommandFailure.Exited(new("image", "pull", Exactly), 1, "toomanyrequests: slow down");
            }
        };

        Assert.That(await HealAsync(), Is.SameAs(HealedBases.AllSound));
        Assert.That(broken.Time.Gone, Is.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public void Ends_between_two_steps_when_it_is_interrupted()
    {
        using var interrupted = new CancellationTokenSource();
        broken.Built(Facts.First, "web");
        broken.Disk.Meanwhile = _ => interrupted.Cancel();

        Assert.That(() => HealAsync(cancellation: interrupted.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(broken.Engine.Calls, Has.Count.EqualTo(1));
    }
}
