using System.Text;
using System.Text.Json;
using Olympian.Deployment;
using Olympian.Deployment.Attestations;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Attestations;

/// <summary>An attestation is an in-toto Statement with SLSA provenance, and comes back as it was.</summary>
public sealed class AttestationDocumentTests
{
    internal const string ImageId = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
    internal const string BaseDigest = "sha256:2222222222222222222222222222222222222222222222222222222222222222";

    internal static readonly Attestation Release = new(
        "shop",
        "20261122-140102-9f3c",
        "33dd7dfc889bc25e1e1f2f157b801247",
        "9f3c2a1",
        "20261122-140102-9f3c.9f3c2a1.33dd7dfc889bc25e1e1f2f157b801247",
        "2026-11-22T14:01:02Z",
        CacheUse.UltraClean,
        [new("web", "shop/web:20261122-140102-9f3c", ImageId, ["sha256:a", "sha256:b"], [new("node:22", BaseDigest, "sha256:33")])],
        new Dictionary<string, string> { ["docker"] = "26.1.5", ["buildx"] = "0.13.1" },
        new(2026, 11, 22, 14, 1, 2, TimeSpan.Zero),
        new(2026, 11, 22, 14, 2, 3, TimeSpan.Zero),
        [new("store", 2, 1000)],
        ["web: image label x: y"]);

    [Test]
    public void Is_a_statement_with_provenance()
    {
        var root = JsonDocument.Parse(AttestationDocument.Write(Release)).RootElement;
        var predicate = root.GetProperty("predicate");
        var dependencies = predicate.GetProperty("buildDefinition").GetProperty("resolvedDependencies");

        Assert.Multiple(() =>
        {
            Assert.That(root.GetProperty("_type").GetString(), Is.EqualTo("https://in-toto.io/Statement/v1"));
            Assert.That(root.GetProperty("predicateType").GetString(), Is.EqualTo("https://slsa.dev/provenance/v1"));
            Assert.That(
                root.GetProperty("subject")[0].GetRawText().ReplaceLineEndings("").Replace(" ", ""),
                Is.EqualTo($"{{\"name\":\"shop/web:20261122-140102-9f3c\",\"digest\":{{\"sha256\":\"{ImageId[7..]}\"}}}}"));
            Assert.That(dependencies[0].GetProperty("digest").GetProperty("md5").GetString(), Is.EqualTo(Release.SourceHash));
            Assert.That(dependencies[1].GetProperty("uri").GetString(), Is.EqualTo($"pkg:docker/node@22?digest={BaseDigest}"));
            Assert.That(dependencies[1].GetProperty("digest").GetProperty("sha256").GetString(), Is.EqualTo(BaseDigest[7..]));
            Assert.That(
                predicate.GetProperty("runDetails").GetProperty("metadata").GetProperty("startedOn").GetString(), Is.EqualTo("2026-11-22T14:01:02Z"));
            Assert.That(predicate.GetProperty("runDetails").GetProperty("builder").GetProperty("id").GetString(), Is.Not.Empty);
        });
    }

    [Test]
    public void Comes_back_as_it_was()
    {
        var document = AttestationDocument.Write(Release);

        Assert.That(Encoding.UTF8.GetString(AttestationDocument.Write(AttestationDocument.Read(document, "a.json"))), Is.EqualTo(Encoding.UTF8.GetString(document)));
    }

    [TestCase("https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1", "_type is")]
    [TestCase("urn:olympian:docker-release/v1", "https://mobyproject.org/buildkit@v1", "buildType is")]
    [TestCase("\"olympian_verification\"", "\"verification\"", "not")]
    [TestCase("\"imageId\": \"sha256:11", "\"imageId\": \"sha256:12", "its subjects are not the images that were verified")]
    [TestCase("\"cache\": \"UltraClean\"", "\"cache\": \"Very\"", "Very")]
    [TestCase("{", "", "")]
    public void Refuses_what_is_none_of_ours(string before, string after, string why)
    {
        var text = Encoding.UTF8.GetString(AttestationDocument.Write(Release));
        var place = text.LastIndexOf(before, StringComparison.Ordinal);
        var altered = text[..place] + after + text[(place + before.Length)..];

        Assert.That(
            () => AttestationDocument.Read(Encoding.UTF8.GetBytes(altered), "a.json"),
            Throws.TypeOf<UsageFailure>().With.Message.StartsWith("a.json is no attestation of a release.").And.Message.Contains(why));
    }
}
