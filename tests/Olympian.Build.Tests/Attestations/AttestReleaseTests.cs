using Olympian.Build.Tests.Cleaning;
using Olympian.Build.Tests.Releases;
using Olympian.Deployment;
using Olympian.Deployment.Attestations;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Attestations;

/// <summary>A release is attested as the engine has it, and not as it was ordered.</summary>
public sealed class AttestReleaseTests
{
    private static readonly ReleaseOrder Order = new(
        Shop.Project, Shop.Arguments(Shop.First), CacheUse.UltraClean, DateTimeOffset.UnixEpoch, "/logs", TimeSpan.FromMinutes(30));

    private readonly EngineDouble engine = new();

    [Test]
    public async Task Says_of_each_image_what_the_engine_has_under_its_name()
    {
        engine.Images.Clear();
        engine.Images.Add(Shop.Verified(Shop.First, "web") with { Layers = ["sha256:a", "sha256:b"] });

        var attestation = await AttestAsync();

        Assert.Multiple(() =>
        {
            Assert.That(attestation.Images.Single().Name, Is.EqualTo($"shop/web:{Shop.First}"));
            Assert.That(attestation.Images.Single().Layers, Is.EqualTo(["sha256:a", "sha256:b"]));
            Assert.That((attestation.Release, attestation.SourceHash), Is.EqualTo((Shop.First, Shop.SourceHash)));
            Assert.That(attestation.Claims, Has.All.Contains("layers (2 layers, store)"));
            Assert.That(attestation.Versions["docker"], Is.EqualTo("26.1.5"));
        });
    }

    [Test]
    public void Attests_nothing_of_an_image_that_is_gone()
    {
        engine.Images.Clear();

        var failure = Assert.ThrowsAsync<ExpectedFailure>(AttestAsync)!;

        Assert.That(failure.WhatFailed, Does.Contain($"shop/web:{Shop.First}"));
    }

    private Task<Attestation> AttestAsync()
    {
        var report = new IntegrityReport([new("web", "sha256:1", 2, [Way.Store], [])], [new(Way.Store, 2, 10, TimeSpan.Zero, [])], []);
        return new AttestRelease(engine, new HurriedTime()).RunAsync(
            Order,
            new(
                new(Order.Arguments.ReleaseId, [new("web", $"sha256:web-{Shop.First}", TimeSpan.Zero, new([], [], []))], Array.Empty<Claim>(), report),
                new Dictionary<string, IReadOnlyList<ResolvedBase>>(),
                report,
                WasHealed: false),
            default);
    }
}
