using System.Text;
using Olympian.Build.Tests.Releases;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Images;

public sealed class ImageClaimsTests
{
    private static readonly ImageFacts Image = Shop.Verified(Shop.First, "web");

    [Test]
    public void Says_one_thing_of_each_label() =>
        Assert.That(
            ImageClaims.OfLabels("shop", "web", Image, Shop.Arguments(Shop.First)).Select(claim => claim.ToString()),
            Is.EqualTo(new[]
            {
                "web: image label org.olympian.project: shop",
                "web: image label org.olympian.release: 20261122-140102-9f3c",
                "web: image label org.olympian.service: web",
                $"web: image label org.olympian.source-hash: {Shop.SourceHash}",
                "web: image label org.olympian.commit: 9f3c2a1",
                "web: image label org.olympian.build-date: 2026-11-22T14:01:02Z",
                $"web: image label org.olympian.cache-bust: 20261122-140102-9f3c.9f3c2a1.{Shop.SourceHash}",
                "web: image label org.opencontainers.image.created: 2026-11-22T14:01:02Z",
                "web: image label org.opencontainers.image.revision: 9f3c2a1",
                "web: image label org.opencontainers.image.version: 20261122-140102-9f3c",
                "web: image label org.opencontainers.image.title: shop/web",
            }));

    [Test]
    public void Holds_a_file_against_the_build_arguments() =>
        Assert.That(
            ImageClaims.OfBuildInfoFile("web", "/info", Encoding.UTF8.GetBytes(Shop.InfoFile(Shop.First)), Shop.Arguments(Shop.First)),
            Has.Exactly(4).Items.And.All.Property("Holds").True);

    [Test]
    public void Holds_a_file_against_the_labels() =>
        Assert.That(
            ImageClaims.OfBuildInfoFile("web", "/info", Encoding.UTF8.GetBytes(Shop.InfoFile(Shop.Second)), Image)
                .Select(claim => claim.Holds),
            Is.EqualTo(new[] { false, true, true, false }), "date, commit, source, cache bust of another release of the same source");

    [Test]
    public void Never_believes_silence_about_silence() => // an image without labels and an application without an answer do not agree
        Assert.That(
            ImageClaims.OfBuildInfo("web", "/x", new(null, null, null, null), new(null, null, null, null)),
            Has.All.Property("Holds").False);

    [Test]
    public void Says_what_was_to_be_found_where_nothing_was() =>
        Assert.That(
            ImageClaims.OfOrigin(new("web", "sha256:ab", TimeSpan.Zero, new([], [], [])), null).ToString(),
            Is.EqualTo("web: image under the release's tag is the one this run built: expected sha256:ab, found nothing"));

    /// <summary>What a builder recorded, and what is made of it.</summary>
    private static TestCaseData[] Records =>
    [
        Case("one that ran", "yes (1 of 1)", [Instruction("RUN x")], []),
        Case("all kinds that ran", "yes (3 of 3)", [Instruction("RUN x"), Instruction("COPY a b"), Instruction("ADD a b")], []),
        Case("a base from the cache", "yes (1 of 1)", [Instruction("FROM x") with { Cached = true }, Instruction("RUN x")], []),
        Case(
            "a WORKDIR from the cache",
            "yes (1 of 1; from the cache, which --no-cache allows: [build 2/5] WORKDIR /x)",
            [Instruction("WORKDIR /x") with { Cached = true }, Instruction("RUN x")],
            []),
        Case("nothing but a base", "yes (there is none)", [Instruction("FROM x")], []),
        Case("a minute that clocks differ by", "yes (1 of 1)", [Instruction("RUN x") with { Started = Told.Begin.AddMinutes(-1) }], []),
        Case(
            "a COPY from the cache",
            "no: [build 2/5] COPY a b came from the build cache",
            [Instruction("COPY a b") with { Cached = true }],
            []),
        Case(
            "an ADD that failed",
            "no: [build 2/5] ADD a b did not run to its end",
            [Instruction("ADD a b") with { Error = "not found" }],
            []),
        Case(
            "a RUN that never began",
            "no: [build 2/5] RUN x did not run to its end",
            [Instruction("RUN x") with { Started = null, Completed = null }],
            []),
        Case(
            "a RUN of yesterday",
            "no: [build 2/5] RUN x ran 2026-11-21 14:01:02Z, the run began 2026-11-22 14:01:02Z",
            [Instruction("RUN x") with { Started = Told.Begin.AddDays(-1) }],
            []),
        Case(
            "several faults",
            "no: [build 2/5] RUN x came from the build cache; [build 2/5] RUN y came from the build cache; "
            + "the builder's record lacks [build 5/5]",
            [Instruction("RUN x") with { Cached = true }, Instruction("RUN y") with { Cached = true }],
            ["[build 5/5]"]),
        Case("no instruction", "no: the builder recorded no instruction", [], []),
    ];

    [TestCaseSource(nameof(Records))]
    public void Believes_of_instructions_what_the_builder_recorded(string actual, BuildRecord record)
    {
        var claim = ImageClaims.OfInstructions("web", record, Told.Begin);

        Assert.Multiple(() =>
        {
            Assert.That(claim.Actual, Is.EqualTo(actual));
            Assert.That(claim.Holds, Is.EqualTo(actual.StartsWith("yes", StringComparison.Ordinal)));
        });
    }

    private static TestCaseData Case(
        string name, string actual, IReadOnlyList<BuildInstruction> instructions, IReadOnlyList<string> missing) =>
        new TestCaseData(actual, new BuildRecord(instructions, [], missing)).SetArgDisplayNames(name);

    private static BuildInstruction Instruction(string text) =>
        new("build", 2, 5, text, text.Split(' ')[0], Told.Begin.AddSeconds(1), Told.Begin.AddSeconds(2), Cached: false, Error: null);
}
