using Olympian.Build.Tests.Cleaning;
using Olympian.Build.Tests.Registries;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Images;
using Olympian.Deployment.Registries;

namespace Olympian.Build.Tests.Bases;

/// <summary>Bases are held against what their tags name at the registry now.</summary>
public sealed class BaseFreshnessTests
{
    private const string Name = "registry.example/shop/base:1";

    private static readonly HandMadeLayer Alpha = HandMadeLayer.Gzip("alpha");
    private static readonly HandMadeImage Old = new([Alpha], [Alpha.DiffId], "2026-03-01T12:00:00Z");
    private static readonly HandMadeImage New = new([Alpha], [Alpha.DiffId], "2026-03-04T18:00:00Z");

    private RegistryDouble registry = null!;
    private EngineDouble engine = null!;

    [SetUp]
    public void A_registry_that_has_the_base()
    {
        registry = RegistryDouble.With(Old);
        engine = new();
        engine.Images.Add(Facts.Bare with
        {
            Id = Old.Id,
            Created = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
            Layers = [Alpha.DiffId],
            Platform = "linux/amd64",
        });
    }

    [Test]
    public async Task Says_that_the_registry_has_the_same()
    {
        registry.Push(Old, "1");

        Assert.That(await AskAsync(Name, Old.Digest), Is.EqualTo($"base {Name}: the registry has the same one now, {Old.Digest}"));
    }

    [Test]
    public async Task Says_how_many_days_a_base_is_behind()
    {
        registry.Push(New, "1");

        Assert.That(
            await AskAsync(Name, Old.Digest),
            Is.EqualTo($"base {Name} is 3 days behind its registry: the release stands on {Old.Digest}, the registry has {New.Digest}"));
    }

    [TestCase("registry.example/shop/base@sha256:0000000000000000000000000000000000000000000000000000000000000001", "it is named by its digest, and stays what it is")]
    [TestCase(Name, "it came from no registry", false)]
    public async Task Says_why_there_is_nothing_to_compare(string name, string why, bool hasDigest = true) =>
        Assert.That(await AskAsync(name, hasDigest ? Old.Digest : null), Is.EqualTo($"base {name}: not compared with its registry: {why}"));

    [Test]
    public async Task Says_that_the_registry_did_not_answer()
    {
        registry.Refusals["1"] = image => new RegistryRateLimited(image, null);

        Assert.That(
            await AskAsync(Name, Old.Digest),
            Is.EqualTo($"base {Name}: not compared with its registry: The registry registry.example was asked too often."));
    }

    private async Task<string> AskAsync(string name, string? digest)
    {
        var image = Facts.Bare with
        {
            Labels = new Dictionary<string, string> { [ImageLabels.Bases] = BaseRecord.LabelOf([new(name, digest, Old.Id)]) },
        };

        return (await new BaseFreshness(engine, new RegistryFreshness(registry)).RunAsync([image, image], default)).Single().ToString();
    }
}
