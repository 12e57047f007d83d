using Olympian.Deployment.Integrity;

namespace Olympian.Build.Tests.Integrity;

/// <summary>Reports add up without losing or doubling anything.</summary>
public sealed class IntegrityReportTests
{
    private static readonly IntegrityFinding Finding = VerifierDouble.Finding(new("web", "sha256:1"), "sha256:a");

    [Test]
    public void Says_each_finding_once_that_several_images_share() =>
        Assert.That(
            new IntegrityReport([new("web", "sha256:1", 1, [Way.Store], [Finding]), new("worker", "sha256:2", 1, [Way.Store], [Finding])], [], []).Findings,
            Is.EqualTo([Finding]));

    [Test]
    public void Joins_what_was_found_of_one_image_in_two_ways()
    {
        var sum = new IntegrityReport([new("web", "sha256:1", 1, [Way.Save], [])], [new(Way.Save, 1, 10, TimeSpan.FromSeconds(1), ["a"])], [(Way.Store, "no root")])
            + new IntegrityReport([new("web", "sha256:1", 2, [Way.RootFs], [Finding])], [new(Way.Save, 2, 20, TimeSpan.FromSeconds(2), ["a", "b"])], [(Way.Store, "no root")]);

        Assert.Multiple(() =>
        {
            Assert.That(sum.Images, Has.Count.EqualTo(1));
            Assert.That((sum.Images[0].Layers, string.Join(' ', sum.Images[0].Ways), sum.Images[0].Findings.Count), Is.EqualTo((2, "Save RootFs", 1)));
            Assert.That((sum.Ways[0].Layers, sum.Ways[0].Bytes, sum.Ways[0].MegabytesPerSecond), Is.EqualTo((3, 30L, 1e-5)));
            Assert.That(sum.Ways[0].Notes, Is.EqualTo(["a", "b"]));
            Assert.That(sum.NotPossible, Has.Count.EqualTo(1));
            Assert.That(sum.IsClean, Is.False);
        });
    }

    [Test]
    public void Keeps_apart_two_images_of_one_title() =>
        Assert.That(
            (new IntegrityReport([new("web", "sha256:1", 1, [Way.Save], [])], [], []) + new IntegrityReport([new("web", "sha256:2", 1, [Way.Save], [])], [], [])).Images,
            Has.Count.EqualTo(2));

    [Test]
    public void Is_clean_of_nothing_where_nothing_was_asked() => Assert.That(IntegrityReport.Empty.IsClean);

    [Test]
    public void Says_in_its_failure_what_is_damaged_and_what_to_do()
    {
        var failure = new DamageFound(
            new([new("web", "sha256:1", 1, [Way.Store], [Finding]), new("worker", "sha256:2", 1, [Way.Store], [])], [], []), "Heal it.");

        Assert.That(failure.WhatFailed, Is.EqualTo("1 of 2 images are damaged."));
        Assert.That(failure.ExpectedAndActual, Does.Contain("layer 1 of 1").And.Contain("expected a, found b"));
        Assert.That(failure.NextCommand, Is.EqualTo("Heal it."));
    }

    [Test]
    public void Makes_a_claim_of_each_image_that_holds_only_where_it_was_looked_into_and_nothing_was_found()
    {
        var claims = IntegrityClaims.Of(new(
            [new("web", "sha256:1", 1, [Way.Store], [Finding, Finding]), new("worker", "sha256:2", 2, [Way.Save, Way.RootFs], []), new("none", "sha256:3", 0, [], [])],
            [],
            [])).ToArray();

        Assert.That(claims.Select(claim => claim.Holds), Is.EqualTo([false, true, false]));
        Assert.That(claims[0].Actual, Does.StartWith("damaged: web: layer 1 of 1").And.EndWith("(and 1 more)"));
        Assert.That(claims[1].Statement, Is.EqualTo("layers (2 layers, save and rootfs)"));
    }
}
