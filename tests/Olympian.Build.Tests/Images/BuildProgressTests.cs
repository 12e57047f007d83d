using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Images;

public sealed class BuildProgressTests
{
    /// <summary>The same records as buildx 0.13 prints them and as later versions do.</summary>
    private static readonly Func<string, IEnumerable<string>>[] Shapes = [RecordedText.Lines, RecordedText.CompactLines];

    private static BuildProgress Of(params IEnumerable<string> lines)
    {
        var progress = new BuildProgress();
        foreach (var line in lines)
        {
            progress.Read(line);
        }

        progress.End();
        return progress;
    }

    [TestCaseSource(nameof(Shapes))]
    public void Finds_the_command_that_failed_and_what_it_said(Func<string, IEnumerable<string>> shape)
    {
        var progress = Of(shape("failing-run.rawjson"));

        Assert.Multiple(() =>
        {
            Assert.That(progress.FailedStep, Does.StartWith("[build 4/4] RUN echo \"compiling {a} & 100%\" && echo"));
            Assert.That(progress.LastLines, Is.EqualTo(new[]
            {
                "src/app.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.", "compiling {a} & 100%",
            }));
            Assert.That(progress.Verdict, Does.StartWith("failed to solve: process \"/bin/sh -c echo").And.EndsWith("exit code: 2"));
        });
    }

    [TestCaseSource(nameof(Shapes))]
    public void Finds_the_file_that_could_not_be_copied(Func<string, IEnumerable<string>> shape)
    {
        var progress = Of(shape("failing-copy.rawjson"));

        Assert.Multiple(() =>
        {
            Assert.That(progress.FailedStep, Is.EqualTo("[1/1] COPY missing.txt /"));
            Assert.That(
                progress.LastLines, Has.Member("   2 | >>> COPY missing.txt /"), "a step that printed nothing is shown by the builder's own words");
            Assert.That(progress.Verdict, Does.EndWith("\"/missing.txt\": not found"));
        });
    }

    [TestCaseSource(nameof(Shapes))]
    public void Finds_the_line_of_a_syntax_error(Func<string, IEnumerable<string>> shape)
    {
        var progress = Of(shape("syntax-error.rawjson"));

        Assert.Multiple(() =>
        {
            Assert.That(progress.FailedStep, Is.Null);
            Assert.That(progress.LastLines, Has.Member("   2 | >>> COPPY hello.txt /"));
            Assert.That(
                progress.Verdict,
                Is.EqualTo("failed to solve: dockerfile parse error on line 2: unknown instruction: COPPY (did you mean COPY?)"));
        });
    }

    [TestCaseSource(nameof(Shapes))]
    public void Finds_the_base_that_could_not_be_pulled(Func<string, IEnumerable<string>> shape)
    {
        var progress = Of(shape("failing-pull.rawjson"));

        Assert.Multiple(() =>
        {
            Assert.That(progress.FailedStep, Is.EqualTo("[internal] load metadata for 127.0.0.1:5999/nothing/here:1"));
            Assert.That(progress.Verdict, Does.EndWith("dial tcp 127.0.0.1:5999: connect: connection refused"));
        });
    }

    [TestCaseSource(nameof(Shapes))]
    public void Tells_steps_apart_that_run_side_by_side(Func<string, IEnumerable<string>> shape)
    {
        var progress = Of(shape("side-by-side.rawjson"));

        Assert.Multiple(() =>
        {
            Assert.That(progress.FailedStep, Is.EqualTo("[two 2/2] RUN echo two starts; sleep 2; echo two fails >&2; exit 3"));
            Assert.That(progress.LastLines, Is.EqualTo(new[] { "two starts", "two fails" }));
        });
    }

    [TestCaseSource(nameof(Shapes))]
    public void Says_of_a_killed_build_how_far_it_came(Func<string, IEnumerable<string>> shape)
    {
        var progress = Of(shape("killed.rawjson"));

        Assert.Multiple(() =>
        {
            Assert.That(progress.FailedStep, Is.Null);
            Assert.That(progress.Verdict, Is.Null);
            Assert.That(progress.LastLines.TakeLast(2), Is.EqualTo(new[] { "#5 [2/2] RUN echo begins; sleep 20", "#5 0.519 begins" }));
        });
    }

    [Test]
    public void Blames_nobody_while_nothing_failed()
    {
        var progress = Of(
            Told.Runs("a", "[internal] load build definition from Dockerfile"),
            Told.Starts("b", "[1/1] RUN true"), Told.Prints("b", "ERROR: only text\n"), Told.Runs("b", "[1/1] RUN true"));

        Assert.Multiple(() =>
        {
            Assert.That(progress.FailedStep, Is.Null);
            Assert.That(progress.Verdict, Is.Null);
        });
    }

    [Test]
    public void Blames_the_first_of_several() =>
        Assert.That(
            Of(
                Told.Starts("a", "[a 1/1] RUN x"),
                Told.Fails("b", "[b 1/1] RUN y", "exit code: 1"),
                Told.Fails("a", "[a 1/1] RUN x", "exit code: 2")).FailedStep,
            Is.EqualTo("[b 1/1] RUN y"));

    [Test]
    public void Blames_no_step_that_was_stopped_for_another() =>
        Assert.That(
            Of(
                Told.Fails("a", "[a 1/1] RUN x", "process \"x\" did not complete successfully: exit code: 137: context canceled"),
                Told.Fails("b", "[b 1/1] RUN y", "exit code: 1")).FailedStep,
            Is.EqualTo("[b 1/1] RUN y"));

    [Test]
    public void Keeps_the_last_30_lines_of_the_failing_step()
    {
        var printed = Enumerable.Range(1, 100).Select(line => Told.Prints("a", $"line {line}\n"));

        Assert.That(
            Of([
                Told.Starts("a", "[1/1] RUN x"), Told.Starts("b", "[2/2] RUN y"), .. printed, Told.Prints("b", "another's\n"),
                Told.Fails("a", "[1/1] RUN x", "exit code: 1"),
            ]).LastLines,
            Is.EqualTo(Enumerable.Range(71, 30).Select(line => $"line {line}")));
    }

    [Test]
    public void Keeps_what_a_step_prints_as_it_is() =>
        Assert.That(
            Of(Told.Starts("a", "[1/1] RUN x"), Told.Prints("a", "  {0} %s #7 [x]  \n\n{\n"), Told.Fails("a", "[1/1] RUN x", "x"))
                .LastLines,
            Is.EqualTo(new[] { "  {0} %s #7 [x]  ", "", "{" }));

    [Test]
    public void Keeps_the_last_words_of_a_step_that_ends_in_the_midst_of_a_line() =>
        Assert.That(
            Of(Told.Starts("a", "[1/1] RUN x"), Told.Prints("a", "Killed"), Told.Fails("a", "[1/1] RUN x", "exit code: 137")).LastLines,
            Is.EqualTo(new[] { "Killed" }));
}
