using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Images;

public sealed class BuildProgressTests
{
    private static BuildProgress Of(params IEnumerable<string> lines)
    {
        var progress = new BuildProgress();
        foreach (var line in lines)
        {
            progress.Read(line);
        }

        return progress;
    }

    [Test]
    public void Finds_the_command_that_failed_and_what_it_said()
    {
        var progress = Of(RecordedText.Lines("failing-run.txt"));

        Assert.Multiple(() =>
        {
            Assert.That(progress.FailedStep, Does.StartWith("[build 4/4] RUN echo \"compiling {a} & 100%\" && echo"));
            Assert.That(progress.LastLines, Is.EqualTo(new[]
            {
                "compiling {a} & 100%", "src/app.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.",
            }));
            Assert.That(progress.Verdict, Does.StartWith("failed to solve: process \"/bin/sh -c echo").And.EndsWith("exit code: 2"));
        });
    }

    [Test]
    public void Finds_the_file_that_could_not_be_copied()
    {
        var progress = Of(RecordedText.Lines("failing-copy.txt"));

        Assert.Multiple(() =>
        {
            Assert.That(progress.FailedStep, Is.EqualTo("[1/1] COPY missing.txt /"));
            Assert.That(
                progress.LastLines, Has.Member("   2 | >>> COPY missing.txt /"), "a step that printed nothing is shown by the builder's own words");
            Assert.That(progress.Verdict, Does.EndWith("\"/missing.txt\": not found"));
        });
    }

    [Test]
    public void Finds_the_line_of_a_syntax_error()
    {
        var progress = Of(RecordedText.Lines("syntax-error.txt"));

        Assert.Multiple(() =>
        {
            Assert.That(progress.FailedStep, Is.Null);
            Assert.That(progress.LastLines, Has.Member("   2 | >>> COPPY hello.txt /"));
            Assert.That(
                progress.Verdict,
                Is.EqualTo("failed to solve: dockerfile parse error on line 2: unknown instruction: COPPY (did you mean COPY?)"));
        });
    }

    [Test]
    public void Finds_the_base_that_could_not_be_pulled()
    {
        var progress = Of(RecordedText.Lines("failing-pull.txt"));

        Assert.Multiple(() =>
        {
            Assert.That(progress.FailedStep, Is.EqualTo("[internal] load metadata for 127.0.0.1:5999/nothing/here:1"));
            Assert.That(progress.Verdict, Does.EndWith("dial tcp 127.0.0.1:5999: connect: connection refused"));
        });
    }

    [Test]
    public void Tells_steps_apart_that_run_side_by_side()
    {
        var progress = Of(RecordedText.Lines("side-by-side.txt"));

        Assert.Multiple(() =>
        {
            Assert.That(progress.FailedStep, Is.EqualTo("[two 2/2] RUN echo two starts; sleep 2; echo two fails >&2; exit 3"));
            Assert.That(progress.LastLines, Is.EqualTo(new[] { "two starts", "two fails" }));
        });
    }

    [Test]
    public void Blames_nobody_while_nothing_failed()
    {
        var progress = Of(
            "#1 [internal] load build definition from Dockerfile", "#1 DONE 0.0s",
            "#2 [1/1] RUN true", "#2 0.100 ERROR: only text", "#2 DONE 0.2s");

        Assert.Multiple(() =>
        {
            Assert.That(progress.FailedStep, Is.Null);
            Assert.That(progress.Verdict, Is.Null);
        });
    }

    [Test]
    public void Blames_the_first_of_several() =>
        Assert.That(
            Of("#1 [a 1/1] RUN x", "#2 [b 1/1] RUN y", "#2 ERROR: exit code: 1", "#1 ERROR: canceled").FailedStep,
            Is.EqualTo("[b 1/1] RUN y"));

    [Test]
    public void Keeps_the_last_30_lines_of_the_failing_step()
    {
        var printed = Enumerable.Range(1, 100).Select(line => $"#1 0.5 line {line}");

        Assert.That(
            Of(["#1 [1/1] RUN x", .. printed, "#2 0.6 another's", "#1 ERROR: exit code: 1"]).LastLines,
            Is.EqualTo(Enumerable.Range(71, 30).Select(line => $"line {line}")));
    }

    [Test]
    public void Keeps_what_a_step_prints_as_it_is() =>
        Assert.That(
            Of("#1 [1/1] RUN x", "#1 0.5   {0} %s #7 [x]  ", "#1 12.345 ", "#1 ERROR: x").LastLines,
            Is.EqualTo(new[] { "  {0} %s #7 [x]  ", "" }));
}
