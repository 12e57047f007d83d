using System.Text.Json.Nodes;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Images;

/// <summary>What the builder's records say was done: those of real builds, and the odd ones.</summary>
public sealed class BuildRecordTests
{
    private const string Base = "127.0.0.1:5000/shop/base:1@sha256:703b32edd31e1d2099e310ad9e415276f77ce895d848861db6ed5def6b8c597a";
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly Func<string, IEnumerable<string>>[] Shapes = [RecordedText.Lines, RecordedText.CompactLines];

    private static BuildRecord Of(IEnumerable<string> lines, string dockerfile = "")
    {
        var progress = new BuildProgress();
        foreach (var line in lines)
        {
            progress.Read(line);
        }

        progress.End();
        return progress.Record(dockerfile);
    }

    // How each instruction came about, and its name.
    private static IEnumerable<string> Done(BuildRecord record) => record.Instructions.Select(instruction =>
        $"{(instruction.Ran ? "ran" : instruction.Cached ? "cached" : instruction.Started is null ? "waits" : "failed")} {instruction}");

    [TestCaseSource(nameof(Shapes))]
    public void Knows_what_ran_in_a_build_without_cache(Func<string, IEnumerable<string>> shape)
    {
        var record = Of(shape("ultra-clean.rawjson"));

        Assert.Multiple(() =>
        {
            // Both stages have the base and the WORKDIR: one vertex each, under the name of one of them.
            Assert.That(Done(record), Is.EqualTo(new[]
            {
                $"ran [build 1/4] FROM {Base}",
                "cached [build 2/4] WORKDIR /build",
                "ran [build 3/4] COPY hello.txt .",
                "ran [build 4/4] RUN echo built > built.txt",
                "ran [stage-1 3/4] COPY --from=build /build/built.txt /app/",
                "ran [stage-1 4/4] ADD hello.txt /app/",
            }));
            Assert.That(record.Bases.Select(image => image.ToString()), Is.EqualTo(new[] { Base }));
            Assert.That(record.Missing, Is.Empty);
        });
    }

    [Test]
    public void Misses_nothing_where_a_named_context_gives_the_base() // it is counted, and not numbered
    {
        var record = Of(RecordedText.Lines("context-base.rawjson"), "WORKDIR /w\n");

        Assert.Multiple(() =>
        {
            Assert.That(Done(record), Is.EqualTo(new[]
            {
                "ran [build 1/3] WORKDIR /w",
                "ran [build 2/3] COPY a.txt .",
                "ran [stage-1 1/3] COPY --from=build /w /app",
                "ran [stage-1 2/3] RUN true",
            }));
            Assert.That(record.Bases.Select(image => image.ToString()), Is.EqualTo(new[] { "x/base-copy:bottom" }));
            Assert.That(record.Missing, Is.Empty);
        });
    }

    [TestCaseSource(nameof(Shapes))]
    public void Knows_what_came_from_the_cache(Func<string, IEnumerable<string>> shape)
    {
        var record = Of(shape("cached.rawjson"));

        Assert.Multiple(() =>
        {
            Assert.That(Done(record).Where(done => !done.Contains(" FROM ")), Is.EqualTo(new[]
            {
                "cached [stage-1 2/4] WORKDIR /build",
                "cached [stage-1 3/4] COPY --from=build /build/built.txt /app/",
                "cached [stage-1 4/4] ADD hello.txt /app/",
                "cached [build 3/4] COPY hello.txt .",
                "cached [build 4/4] RUN echo built > built.txt",
            }));
            Assert.That(record.Missing, Is.Empty);
        });
    }

    [TestCaseSource(nameof(Shapes))]
    public void Finds_what_ran_in_the_twin_that_was_built_beside_it(Func<string, IEnumerable<string>> shape)
    {
        var record = Of(shape("twin.rawjson"));

        Assert.Multiple(() =>
        {
            Assert.That(Done(record).Where(done => !done.Contains(" FROM ")), Is.EqualTo(new[]
            {
                "cached [build 2/4] WORKDIR /build",
                "ran [build 3/4] COPY hello.txt .",
                "ran [build 4/4] RUN echo built > built.txt",
                "ran [stage-1 3/4] COPY --from=build /build/built.txt /app/",
                "ran [stage-1 4/4] ADD hello.txt /app/",
            }));
            Assert.That(record.Missing, Is.Empty);
        });
    }

    [TestCaseSource(nameof(Shapes))]
    public void Finds_what_ran_in_another_Dockerfiles_build_beside_it(Func<string, IEnumerable<string>> shape)
    {
        var record = Of(shape("merged.rawjson"));

        Assert.Multiple(() =>
        {
            // BuildKit says 'cached' of this build's COPY and first RUN, because the other's did the same at that moment.
            Assert.That(Done(record).Where(done => !done.Contains(" FROM ")), Is.EqualTo(new[]
            {
                "ran [deps 2/4] WORKDIR /org.olympian.project/shop",
                "ran [build 3/5] COPY hello.txt ./",
                "ran [build 4/5] RUN sleep 1; echo shared > s.txt",
                "ran [build 5/5] RUN sleep 1; echo a > a.txt",
                "ran [stage-1 1/1] COPY --from=build /org.olympian.project/shop /",
            }));
            Assert.That(record.Missing, Is.Empty);
        });
    }

    // The other build did not ask the registry: its base stands in this record without a digest, and nothing of this build stands on it.
    [TestCaseSource(nameof(Shapes))]
    public void Misses_nothing_where_a_build_beside_it_has_the_same_base_by_name_alone(Func<string, IEnumerable<string>> shape)
    {
        var record = Of(shape("beside-without-digest.rawjson"), "WORKDIR /build-b\n");

        Assert.Multiple(() =>
        {
            Assert.That(Done(record).Where(done => !done.Contains(" FROM ")), Is.EqualTo(new[]
            {
                "ran [build 2/4] WORKDIR /build-b",
                "ran [build 3/4] RUN date > info.txt",
                "ran [build 4/4] COPY B .",
                "ran [stage-1 2/2] COPY --from=build /build-b /app",
            }));
            Assert.That(record.Missing, Is.Empty);
        });
    }

    [TestCaseSource(nameof(Shapes))]
    public void Takes_a_linked_copy_for_one_instruction(Func<string, IEnumerable<string>> shape)
    {
        var record = Of(shape("linked.rawjson"));

        Assert.Multiple(() =>
        {
            Assert.That(Done(record).Where(done => !done.Contains(" FROM ")), Is.EqualTo(new[]
            {
                "cached [build 2/4] WORKDIR /b",
                "ran [build 3/4] COPY --link hello.txt ./",
                "ran [build 4/4] RUN date > /b/d",
                "cached [stage-1 2/5] WORKDIR /b",
                "ran [stage-1 3/5] COPY --link --from=build /b/d /",
                "ran [stage-1 4/5] COPY --link hello.txt /a",
                "ran [stage-1 5/5] WORKDIR /c",
            }));
            Assert.That(
                record.Bases.Select(image => image.Reference),
                Is.EqualTo(new[] { "127.0.0.1:5000/shop/base:1", "127.0.0.1:5000/shop/nginx:1" }));
            Assert.That(record.Missing, Is.Empty);
        });
    }

    [Test]
    public void Knows_a_Dockerfile_that_only_names_a_base()
    {
        var record = Of(RecordedText.Lines("base-only.rawjson"));

        Assert.That(Done(record), Is.EqualTo(new[] { $"cached [1/1] FROM {Base}" }));
        Assert.That(record.Missing, Is.Empty);
    }

    [Test]
    public void Knows_what_a_killed_build_had_begun() =>
        Assert.That(Of(RecordedText.Lines("killed.rawjson")).Instructions[^1], Has.Property("Ran").False.And.Property("Started").Not.Null);

    [Test]
    public void Says_that_it_could_not_read_a_record() =>
        Assert.That(Of(RecordedText.Lines("ultra-clean.rawjson")[..^1]).Missing, Is.EqualTo(new[] { "a record that could not be read" }));

    // A row an instruction of the record that is taken out of it, and what is then missed.
    [TestCase("[build 3/4] COPY hello.txt .", "[build 3/4]")]
    [TestCase("[build 4/4] RUN echo built > built.txt", "what [stage-1 3/4] COPY --from=build /build/built.txt /app/ stands on")]
    [TestCase("[stage-1 3/4] COPY --from=build /build/built.txt /app/", "[stage-1 3/4]")]
    [TestCase("[stage-1 4/4] ADD hello.txt /app/", "[stage-1 4/4]")]
    [TestCase("[build 2/4] WORKDIR /build", "[build 2/4]")]
    public void Misses_an_instruction_that_is_not_told(string name, string missing) =>
        Assert.That(Of(Without(name)).Missing, Has.Member(missing));

    [Test]
    public void Misses_no_WORKDIR_of_the_root() // BuildKit counts it and makes no vertex of it
    {
        string[] told = [Told.Runs("a", $"[1/3] FROM x@{Digest}"), Told.Runs("b", "[2/3] RUN x", "a")];

        Assert.Multiple(() =>
        {
            Assert.That(Of(told, "FROM x\nRUN x\n  workdir /\n").Missing, Is.Empty);
            Assert.That(Of(told, "FROM x\nRUN x\nRUN y\n").Missing, Is.EqualTo(new[] { "[3/3]" }));
        });
    }

    [Test]
    public void Explains_no_gap_by_a_WORKDIR_that_has_a_vertex() =>
        Assert.That(
            Of(
                [Told.Runs("a", $"[1/3] FROM x@{Digest}"), Told.Runs("b", "[2/3] WORKDIR /y", "a")],
                "FROM x\nWORKDIR /y\nRUN y\n").Missing,
            Is.EqualTo(new[] { "[3/3]" }));

    [Test]
    public void Misses_no_base_without_layers() =>
        Assert.That(
            Of([
                Told.Runs("m", "[internal] load metadata for docker.io/shop/settings:1"),
                Told.Runs("c", "[internal] load build context"), Told.Runs("a", "[1/2] COPY a b", "c"),
            ]).Missing,
            Is.Empty);

    [Test]
    public void Forgets_nothing_that_is_told_anew_as_if_it_waited() =>
        Assert.That(
            Done(Of([
                Told.Runs("c", "[internal] load build context"), Told.Runs("a", "[1/1] COPY a b", "c"), Told.Waits("a", "[1/1] COPY a b", "c"),
            ])),
            Is.EqualTo(new[] { "ran [1/1] COPY a b" }));

    [Test]
    public void Knows_an_instruction_that_a_base_brings() =>
        Assert.That(
            Done(Of([
                Told.Runs("c", "[internal] load build context"), Told.Runs("a", "[1/2] ONBUILD COPY a /", "c"),
                Told.IsCached("b", "[3/2] RUN x", "a"),
            ])),
            Is.EqualTo(new[] { "ran [1/2] COPY a /", "cached [3/2] RUN x" }));

    [Test]
    public void Asks_of_an_ADD_not_what_its_download_did() =>
        Assert.That(
            Done(Of([
                Told.IsCached("d", "[1/1] ADD https://example.org/a /"), Told.Runs("a", "[1/1] ADD https://example.org/a /", "d"),
            ])),
            Is.EqualTo(new[] { "ran [1/1] ADD https://example.org/a /" }));

    [Test]
    public void Believes_a_linked_copy_only_when_both_its_halves_ran() =>
        Assert.That(
            Done(Of([
                Told.Runs("f", $"[1/2] FROM x@{Digest}"), Told.Runs("c", "[internal] load build context"),
                Told.Runs("a", "[2/2] COPY --link a b", "c"), Told.IsCached("l", "[2/2] LINK COPY --link a b", "f", "a"),
            ])),
            Is.EqualTo(new[] { $"ran [1/2] FROM x@{Digest}", "cached [2/2] COPY --link a b" }));

    [Test]
    public void Takes_the_same_words_on_other_ground_for_another_instruction() =>
        Assert.That(
            Done(Of([
                Told.Runs("f", $"[a 1/2] FROM x@{Digest}"), Told.Runs("g", $"[b 1/2] FROM y@{Digest}"),
                Told.Runs("ra", "[a 2/2] RUN make", "f"), Told.IsCached("rb", "[b 2/2] RUN make", "g"),
            ])).Where(done => done.Contains(" RUN ")),
            Is.EquivalentTo(new[] { "ran [a 2/2] RUN make", "cached [b 2/2] RUN make" }));

    [Test]
    public void Tells_the_platforms_of_a_build_apart() =>
        Assert.That(
            Done(Of([
                Told.Runs("f", $"[linux/amd64 build 1/2] FROM x@{Digest}"),
                Told.Runs("g", $"[linux/arm64->amd64 build 1/2] FROM y@{Digest}"),
                Told.Runs("ra", "[linux/amd64 build  2/2] RUN make", "f"), Told.Runs("rb", "[linux/arm64->amd64 build  2/2] RUN make", "g"),
            ])).Where(done => done.Contains(" RUN ")),
            Is.EquivalentTo(new[] { "ran [linux/amd64 build 2/2] RUN make", "ran [linux/arm64->amd64 build 2/2] RUN make" }));

    // Names of vertices as BuildKit makes them, and the base that each tells of.
    [TestCase($"[build 1/5] FROM docker.io/library/node:22@{Digest}", $"docker.io/library/node:22@{Digest}")]
    [TestCase("[build  1/12] FROM docker.io/library/node:22", "docker.io/library/node:22")]
    [TestCase($"FROM 127.0.0.1:5000/shop/base:1@{Digest}", $"127.0.0.1:5000/shop/base:1@{Digest}")]
    [TestCase("[internal] load metadata for docker.io/library/node:22", "docker.io/library/node:22")]
    [TestCase("[linux/amd64 internal] load metadata for docker.io/library/node:22", "docker.io/library/node:22")]
    [TestCase("[context base] load metadata for docker.io/library/node:22", "docker.io/library/node:22")]
    [TestCase("[context base] docker.io/library/node:22", "docker.io/library/node:22")]
    [TestCase("resolve image config for docker.io/docker/dockerfile:1", "docker.io/docker/dockerfile:1")]
    [TestCase("resolve image config for docker-image://docker.io/docker/dockerfile:1", "docker.io/docker/dockerfile:1")]
    [TestCase($"docker-image://docker.io/docker/dockerfile:1@{Digest}", $"docker.io/docker/dockerfile:1@{Digest}")]
    [TestCase("[context conf] load from client")]
    [TestCase("[internal] load build context")]
    [TestCase("[build 2/5] COPY --from=node:22 /a /b")]
    [TestCase("[build 2/5] RUN FROM x")]
    public void Knows_a_base_by(string name, params string[] bases) =>
        Assert.That(Of([Told.Runs("a", name)]).Bases.Select(image => image.ToString()), Is.EqualTo(bases));

    [Test]
    public void Tells_a_base_once_and_by_its_digest() =>
        Assert.That(
            Of([
                Told.Runs("m", "[internal] load metadata for docker.io/library/node:22"),
                Told.Runs("f", $"[build 1/2] FROM docker.io/library/node:22@{Digest}"),
            ]).Bases,
            Is.EqualTo(new[] { new BuildBase("docker.io/library/node:22", Digest) }));

    private static IEnumerable<string> Without(string name) =>
        RecordedText.CompactLines("ultra-clean.rawjson").Select(line =>
        {
            var record = JsonNode.Parse(line)!.AsObject();
            if (record["vertexes"] is JsonArray vertices)
            {
                foreach (var vertex in vertices.Where(vertex => (string?)vertex!["name"] == name).ToArray())
                {
                    vertices.Remove(vertex);
                }
            }

            return record.ToJsonString();
        });
}
