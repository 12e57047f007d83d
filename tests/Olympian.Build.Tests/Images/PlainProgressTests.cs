using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Images;

public sealed class PlainProgressTests
{
    private static string[] Shown(params IEnumerable<string> lines)
    {
        var (events, plain) = (new BuildEvents(), new PlainProgress());
        return [.. lines.SelectMany(events.Read).Concat(events.End()).SelectMany(plain.Lines).ToArray(), .. plain.End()];
    }

    [Test]
    public void Shows_a_build_in_the_lines_people_know() =>
        Assert.That(string.Join('\n', Shown(RecordedText.Lines("ultra-clean.rawjson"))), Is.EqualTo(
            """
            #1 [internal] load build definition from shop.Dockerfile
            #1 transferring dockerfile: 299B done
            #1 DONE 0.0s

            #2 [internal] load metadata for 127.0.0.1:5000/shop/base:1
            #2 DONE 0.0s

            #3 [internal] load .dockerignore
            #3 transferring context: 2B done
            #3 DONE 0.0s

            #4 [internal] load build context

            #5 [build 1/4] FROM 127.0.0.1:5000/shop/base:1@sha256:703b32edd31e1d2099e310ad9e415276f77ce895d848861db6ed5def6b8c597a
            #5 DONE 0.0s

            #6 [build 2/4] WORKDIR /build
            #6 CACHED
            #4 transferring context: 30B done
            #4 DONE 0.0s

            #7 [build 3/4] COPY hello.txt .
            #7 DONE 0.0s

            #8 [build 4/4] RUN echo built > built.txt
            #8 DONE 0.3s

            #9 [stage-1 3/4] COPY --from=build /build/built.txt /app/
            #9 DONE 0.0s

            #10 [stage-1 4/4] ADD hello.txt /app/
            #10 DONE 0.0s

            #11 exporting to image
            #11 exporting layers 0.0s done
            #11 writing image sha256:2d8be2fb4c4864a1fa9227194441c3da95d8750313ad71e22397d9c85b049226 done
            #11 naming to docker.io/shop/web:1 done
            #11 DONE 0.0s
            """));

    [Test]
    public void Shows_output_with_the_seconds_since_its_step_began() =>
        Assert.That(
            Shown(
                Told.Starts("a", "[1/1] RUN x", at: 1),
                Told.Prints("a", "one\n", 1.5), Told.Prints("a", "two\n", 13.25), Told.Prints("a", "three\n", 124.5)),
            Is.EqualTo(new[] { "#1 [1/1] RUN x", "#1 0.500 one", "#1 12.25 two", "#1 123.5 three" }));

    [Test]
    public void Shows_lines_of_steps_side_by_side_as_they_come() =>
        Assert.That(Shown(RecordedText.Lines("side-by-side.rawjson"))[12..21], Is.EqualTo(new[]
        {
            "#4 CACHED",
            "",
            "#5 [two 2/2] RUN echo two starts; sleep 2; echo two fails >&2; exit 3",
            "",
            "#6 [one 2/2] RUN echo one starts; sleep 1; echo one goes on; sleep 3; echo one ends",
            "#6 0.389 one starts",
            "#5 0.406 two starts",
            "#6 1.397 one goes on",
            "#5 2.413 two fails",
        }));

    [Test]
    public void Tells_a_step_that_failed_from_one_that_was_stopped_for_it() =>
        Assert.That(
            Shown(RecordedText.Lines("side-by-side.rawjson")).Where(line => line.Contains(" ERROR: ") || line.EndsWith("CANCELED")),
            Is.EqualTo(new[]
            {
                "#5 ERROR: process \"/bin/sh -c echo two starts; sleep 2; echo two fails >&2; exit 3\" "
                + "did not complete successfully: exit code: 3",
                "#6 CANCELED",
            }));

    [Test]
    public void Shows_what_buildx_itself_says_as_it_is() =>
        Assert.That(Shown(RecordedText.Lines("failing-copy.rawjson"))[^7..], Is.EqualTo(new[]
        {
            "copy.Dockerfile:2",
            "--------------------",
            "   1 |     FROM scratch",
            "   2 | >>> COPY missing.txt /",
            "   3 |     ",
            "--------------------",
            "ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref "
            + "e0d10cf3-08fa-4171-a1e0-db83785d69c2::s64qvi2ol3xfny7oba4330fx4: \"/missing.txt\": not found",
        }));

    [Test]
    public void Says_an_end_once_of_what_ends_and_begins_again() =>
        Assert.That(
            Shown(
                Told.Ends("a", "[internal] load metadata for x", 0, 0.1), Told.Starts("a", "[internal] load metadata for x", 0.2),
                Told.Ends("a", "[internal] load metadata for x", 0.2, 0.5), Told.Starts("b", "[1/1] RUN x"),
                Told.Ends("a", "[internal] load metadata for x", 0, 0.6), Told.Ends("b", "[1/1] RUN x", 0, 2)),
            Is.EqualTo(new[] { "#1 [internal] load metadata for x", "#1 DONE 0.3s", "", "#2 [1/1] RUN x", "#2 DONE 2.0s" }));

    [Test]
    public void Shows_nothing_of_a_step_that_only_waits() => Assert.That(Shown(Told.Waits("a", "[1/1] RUN x")), Is.Empty);

    [Test]
    public void Shows_of_a_transfer_its_end_and_every_five_seconds_how_far_it_is() =>
        Assert.That(
            Shown([
                Told.Starts("a", "[1/1] FROM x"),
                .. Enumerable.Range(0, 120).Select(tenth => Told.Status("a", "sha256:ab", tenth / 10.0, tenth * 1_000_000L, 120_000_000)),
                Told.Status("a", "sha256:ab", 12, 120_000_000, 120_000_000, completed: true),
            ]),
            Is.EqualTo(new[]
            {
                "#1 [1/1] FROM x", "#1 sha256:ab 50.00MB / 120.00MB 5.0s", "#1 sha256:ab 100.00MB / 120.00MB 10.0s",
                "#1 sha256:ab 120.00MB / 120.00MB 12.0s done",
            }));

    [TestCase(0, 0, "")]
    [TestCase(999, 0, " 999B")]
    [TestCase(1500, 0, " 1.50kB")]
    [TestCase(1234567, 3000000000, " 1.23MB / 3.00GB")]
    public void Shows_bytes_in_decimal_units(long current, long total, string shown) =>
        Assert.That(
            Shown(Told.Starts("a", "x"), Told.Status("a", "transferring context:", 0, current, total, completed: true))[1],
            Is.EqualTo($"#1 transferring context:{shown} done"));

    [Test]
    public void Shows_a_warning() =>
        Assert.That(
            Shown(Told.Starts("a", "[internal] load"), Told.Warns("a", "Empty continuation line found in: RUN echo  a"))[1],
            Is.EqualTo("#1 WARN: Empty continuation line found in: RUN echo  a"));

    [Test]
    public void Shows_every_line_of_a_long_error_as_its_steps() =>
        Assert.That(
            Shown(Told.Fails("a", "[1/1] FROM x", "unexpected status: {\r\n  \"errors\": []\n}")),
            Is.EqualTo(new[] { "#1 [1/1] FROM x", "#1 ERROR: unexpected status: {", "#1   \"errors\": []", "#1 }" }));

    [Test]
    public void Loses_no_output_of_a_step_it_was_told_nothing_of() =>
        Assert.That(Shown(Told.Prints("a", "who says this?\n")), Is.EqualTo(new[] { "0.000 who says this?" }));
}
