using Olympian.Deployment.Diagnosis;

namespace Olympian.Build.Tests.Diagnosis;

public sealed class LogDiagnosisTests
{
    private const string CopyFailure =
        """
        #11 [backend build 4/7] COPY missing.txt /app/
        #11 ERROR: failed to calculate checksum of ref x::y: "/missing.txt": not found
        ------
         > [backend build 4/7] COPY missing.txt /app/:
        ------
        Dockerfile:4
           4 | >>> COPY missing.txt /app/
        ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref x::y: "/missing.txt": not found
        """;

    [Test]
    public void Tells_a_message_once_with_its_first_line_and_count()
    {
        var finding = LogDiagnosis.Of(CopyFailure).Findings.Single();

        Assert.Multiple(() =>
        {
            Assert.That(finding.Entry.Id, Is.EqualTo("copy-source-missing"));
            Assert.That(finding.Line, Is.EqualTo(2));
            Assert.That(finding.Count, Is.EqualTo(2));
            Assert.That(finding.Subject, Is.EqualTo("missing.txt"));
            Assert.That(finding.Text, Is.EqualTo("ERROR: failed to calculate checksum of ref x::y: \"/missing.txt\": not found"));
        });
    }

    [Test]
    public void Tells_two_missing_paths_apart() => Assert.That(
        LogDiagnosis.Of(CopyFailure, CopyFailure.Replace("missing.txt", "other.txt")).Findings.Select(finding => finding.Subject),
        Is.EqualTo(new[] { "missing.txt", "other.txt" }));

    [Test]
    public void Takes_the_specific_for_the_cause_of_the_general() => Assert.That(
        LogDiagnosis.Of(
            "#9 CANCELED",
            "rpc error: code = Canceled desc = context canceled",
            "#8 4.2 npm error network request to https://registry.example.org/x failed, reason: getaddrinfo EAI_AGAIN registry.example.org",
            "ERROR: failed to solve: process \"/bin/sh -c npm ci\" did not complete successfully: exit code: 1").Class,
        Is.EqualTo(FaultClass.Transient));

    [Test]
    public void Takes_a_full_disk_for_the_cause_of_what_follows_from_it() => Assert.That(
        LogDiagnosis.Of("failed to register layer: unexpected EOF", "write /var/lib/docker/tmp/GetImageBlob1: no space left on device").Class,
        Is.EqualTo(FaultClass.FullDisk));

    [Test]
    public void Says_that_it_does_not_know() => Assert.Multiple(() =>
    {
        var diagnosis = LogDiagnosis.Of("Step 1/2", "ERROR: the flux capacitor is empty", "bye");

        Assert.That(diagnosis.Class, Is.EqualTo(FaultClass.Unknown));
        Assert.That(diagnosis.LastUnknown, Is.EqualTo(new UnknownError(2, "ERROR: the flux capacitor is empty")));
        Assert.That(diagnosis.Lines, Is.EqualTo(3));
    });

    [Test]
    public void Reads_the_lines_that_a_progress_bar_writes_over() => Assert.That(
        LogDiagnosis.Of(new StringReader("pulling 1%\rpulling 2%\rno space left on device\r\nend"), CancellationToken.None).Findings.Single().Line,
        Is.EqualTo(1));

    [Test]
    public void Finds_a_message_wherever_it_lies_in_an_endless_line([Values(16_000, 16_370, 16_384, 100_000)] int position)
    {
        var line = new string('x', position) + " failed to get edge: inconsistent graph state " + new string('y', 50_000);

        Assert.That(LogDiagnosis.Of(line).Cause?.Entry.Id, Is.EqualTo("race-graph-state"));
    }

    [Test]
    public void Reads_a_log_of_any_size_in_constant_memory()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var diagnosis = LogDiagnosis.Of(new EndlessLog(characters: 20_000_000), CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That(diagnosis.Cause!.Count, Is.GreaterThan(400));
            Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(8_000_000));
        });
    }

    [Test]
    public void Stops_when_it_is_told_to() => Assert.That(
        () => LogDiagnosis.Of(new EndlessLog(long.MaxValue), new CancellationToken(canceled: true)),
        Throws.InstanceOf<OperationCanceledException>());

    [Test]
    public void Puts_class_cause_and_advice_before_the_next_step() => Assert.That(
        NextStep.Of(["failed to get edge: inconsistent graph state"], "See the log."),
        Is.EqualTo(
            "Diagnosis: race with another process. A fault of BuildKit's scheduler on a busy builder. The cache is sound.\n"
            + "Run it once more, while no other build, pull or prune runs: `./build.sh --target=BuildProd`. Cleaning does not help.\n"
            + "See the log."));

    [Test]
    public void Leaves_the_next_step_alone_when_it_does_not_know() =>
        Assert.That(NextStep.Of(["who knows"], "See the log."), Is.EqualTo("See the log."));

    /// <summary>A log of ordinary lines, one in five hundred of them a known error, each about another file.</summary>
    private sealed class EndlessLog(long characters) : TextReader
    {
        private long left = characters;
        private long line;
        private string rest = "";

        public override int Read(char[] buffer, int index, int count)
        {
            if (left <= 0)
            {
                return 0;
            }

            while (rest.Length == 0)
            {
                rest = ++line % 500 == 0
                    ? $"#9 ERROR: failed to get edge: inconsistent graph state {line}\n"
                    : $"#{line % 30} {line / 100.0:0.000} Get:{line} http://deb.example.org/debian trixie/main amd64 libfoo{line} [12.3 kB]\n";
            }

            var taken = Math.Min(count, rest.Length);
            rest.CopyTo(0, buffer, index, taken);
            rest = rest[taken..];
            left -= taken;
            return taken;
        }
    }
}
