using Olympian.Build.Tests.Cleaning;
using Olympian.Build.Tests.Integrity;
using Olympian.Deployment.Attestations;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Attestations;

/// <summary>An engine is held against an attestation.</summary>
public sealed class VerifyAttestationTests
{
    private static readonly Attestation Attested = AttestationDocumentTests.Release;

    private EngineDouble engine = null!;
    private VerifierDouble verifier = null!;

    [SetUp]
    public void An_engine_that_is_what_is_attested()
    {
        engine = new();
        verifier = new();
        var image = Facts.Bare with
        {
            Id = AttestationDocumentTests.ImageId,
            Tags = [Attested.Images[0].Name],
            Layers = Attested.Images[0].Layers,
            Labels = new Dictionary<string, string>
            {
                [ImageLabels.Project] = "shop",
                [ImageLabels.Service] = "web",
                [ImageLabels.Release] = Attested.Release,
                [ImageLabels.SourceHash] = Attested.SourceHash,
                [ImageLabels.Commit] = Attested.Commit,
                [ImageLabels.CacheBust] = Attested.CacheBust,
                [ImageLabels.Bases] = BaseRecord.LabelOf(Attested.Images[0].Bases),
            },
        };
        engine.Images.Add(image);
        engine.Containers.Add(Facts.Container(image, ContainerState.Running));
    }

    [Test]
    public async Task Holds_where_everything_is_as_attested()
    {
        var claims = await new VerifyAttestation(engine, verifier).RunAsync(Attested, verifier, default);

        Assert.That(claims, Has.Count.EqualTo(1 + 7 + 1 + 1).And.All.Property("Holds").True);
    }

    [Test]
    public async Task Finds_an_image_that_is_not_there()
    {
        engine.Images.Clear();

        Assert.That(await RefutedAsync(), Is.EqualTo(["the attested image is in this engine"]));
    }

    [Test]
    public async Task Finds_other_layers_under_the_same_id()
    {
        engine.Images[0] = engine.Images[0] with { Layers = ["sha256:a", "sha256:c"] };

        Assert.That(await RefutedAsync(), Is.EqualTo(["its layers are the attested ones"]));
    }

    [Test]
    public async Task Finds_damage()
    {
        verifier.Damaged[AttestationDocumentTests.ImageId] = ["sha256:a"];

        Assert.That(await RefutedAsync(), Is.EqualTo(["layers (1 layer, store)"]));
    }

    [Test]
    public async Task Finds_a_container_of_another_image()
    {
        engine.Containers[0] = engine.Containers[0] with { ImageId = "sha256:other" };

        Assert.That(await RefutedAsync(), Is.EqualTo(["container shop-web runs the attested image"]));
    }

    [Test]
    public async Task Looks_into_the_bases_that_are_there()
    {
        engine.Images.Add(Facts.Bare with { Id = "sha256:33" });
        verifier.Damaged["sha256:33"] = ["sha256:a"];

        Assert.That(await RefutedAsync(), Is.EqualTo(["layers (1 layer, store)"]));
        Assert.That(verifier.Calls, Is.EqualTo(["web, base node:22"]));
    }

    private async Task<IEnumerable<string>> RefutedAsync() =>
        (await new VerifyAttestation(engine, verifier).RunAsync(Attested, verifier, default))
            .Where(claim => !claim.Holds).Select(claim => claim.Statement);
}
