using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Images;

public sealed class BuildEventsTests
{
    private const string Compact =
        """{"vertexes":[{"digest":"sha256:a","inputs":["sha256:b"],"name":"[1/1] RUN x","started":"2026-11-22T14:01:02.5Z"}]}""";

    private static readonly string[] Indented =
    [
        "{",
        "  \"vertexes\": [",
        "    {",
        "      \"digest\": \"sha256:a\",",
        "      \"inputs\": [",
        "        \"sha256:b\"",
        "      ],",
        "      \"name\": \"[1/1] RUN x\",",
        "      \"started\": \"2026-11-22T14:01:02.5Z\"",
        "    }",
        "  ]",
        "}",
    ];

    private static readonly BuildVertex Vertex =
        new("sha256:a", "[1/1] RUN x", ["sha256:b"], Told.Begin.AddMilliseconds(500), null, Cached: false, Error: null);

    private BuildEvents events = new();

    [SetUp]
    public void Begin() => events = new();

    private BuildEvent[] Read(params IEnumerable<string> lines) => [.. lines.SelectMany(events.Read).ToArray(), .. events.End()];

    private IEnumerable<string> Output(params IEnumerable<string> lines) =>
        Read(lines).OfType<VertexOutput>().Select(output => output.Text);

    private static void AreVertex(IReadOnlyList<BuildEvent> told)
    {
        // A list is equal to itself alone, so the rest is compared apart from it.
        Assert.That(told.OfType<BuildVertex>().Select(vertex => vertex with { Inputs = Vertex.Inputs }), Is.EqualTo(new[] { Vertex }));
        Assert.That(told.OfType<BuildVertex>().Single().Inputs, Is.EqualTo(Vertex.Inputs));
    }

    [Test]
    public void Reads_a_record_over_several_lines() => AreVertex(Read(Indented));

    [Test]
    public void Reads_a_record_on_one_line() => AreVertex(Read(Compact));

    [Test]
    public void Reads_times_of_any_zone() =>
        Assert.That(
            Read(Compact.Replace("14:01:02.5Z", "15:01:02.500000001+01:00", StringComparison.Ordinal))
                .OfType<BuildVertex>().Single().Started,
            Is.EqualTo(Vertex.Started));

    [TestCase("ERROR: failed to solve: x")]
    [TestCase("   2 | >>> COPY {a} /")]
    [TestCase("--------------------")]
    [TestCase("")]
    [TestCase("}")]
    [TestCase("{a}")]
    public void Hands_a_plain_line_on(string line) => Assert.That(Read(line), Is.EqualTo(new[] { new BuilderLine(line) }));

    [Test]
    public void Hands_a_plain_line_on_that_comes_in_the_midst_of_a_record()
    {
        var told = Read([.. Indented[..4], "WARNING: from another thread", .. Indented[4..]]);

        Assert.That(told[0], Is.EqualTo(new BuilderLine("WARNING: from another thread")));
        AreVertex(told);
    }

    [TestCase("{\"errors\":[{\"code\":\"DENIED\"}]}")]
    [TestCase("{", "  \"errors\": []", "}")]
    public void Takes_JSON_of_others_for_plain_lines(params string[] answer)
    {
        Assert.That(Read(answer), Is.EqualTo(answer.Select(line => new BuilderLine(line))));
        Assert.That(events.Unread, Is.Zero);
    }

    [Test]
    public void Makes_nothing_of_a_record_that_says_nothing() => Assert.That(Read("{}", """{"vertexes":[null]}"""), Is.Empty);

    [Test]
    public void Counts_a_record_that_a_killed_builder_left_half_done()
    {
        Assert.That(Read(Indented[..7]), Is.Empty);
        Assert.That(events.Unread, Is.EqualTo(1));
    }

    [Test]
    public void Counts_a_half_record_on_one_line()
    {
        Assert.That(Read(Compact[..50]), Is.Empty);
        Assert.That(events.Unread, Is.EqualTo(1));
    }

    [Test]
    public void Reads_on_after_a_record_that_was_cut_off()
    {
        AreVertex(Read([.. Indented[..7], .. Indented]));
        Assert.That(events.Unread, Is.EqualTo(1));
    }

    [TestCase("""{"vertexes":"none"}""")]
    [TestCase("""{"vertexes":[{"digest":"a","started":"yesterday"}]}""")]
    [TestCase("""{"logs":[{"vertex":"a","data":"no base 64!","timestamp":"2026-11-22T14:01:02Z"}]}""")]
    public void Counts_a_record_of_another_form(string record)
    {
        Assert.That(Read(record), Is.Empty);
        Assert.That(events.Unread, Is.EqualTo(1));
    }

    [Test]
    public void Keeps_no_record_without_end()
    {
        var line = $"  \"{new string('x', 1024 * 1024)}\",";

        Assert.That(Read(["{", .. Enumerable.Repeat(line, 40), "}", Compact]).Single(), Is.TypeOf<BuildVertex>());
        Assert.That(events.Unread, Is.EqualTo(1));
    }

    [Test]
    public void Makes_whole_lines_of_pieces() =>
        Assert.That(
            Read(Told.Prints("a", "one\ntw", 1), Told.Prints("b", "another's\n", 2), Told.Prints("a", "o\nthree", 3)),
            Is.EqualTo(new[]
            {
                new VertexOutput("a", Told.Begin.AddSeconds(1), "one"),
                new VertexOutput("b", Told.Begin.AddSeconds(2), "another's"),
                new VertexOutput("a", Told.Begin.AddSeconds(1), "two"),
                new VertexOutput("a", Told.Begin.AddSeconds(3), "three"),
            }));

    [Test]
    public void Puts_a_character_together_that_came_in_two_pieces() =>
        Assert.That(
            Output(Told.PrintsBytes("a", 0, (byte)'x', 0xe2, 0x82), Told.Prints("b", "ö\n"), Told.PrintsBytes("a", 0, 0xac, (byte)'\n')),
            Is.EqualTo(new[] { "ö", "x€" }));

    [Test]
    public void Shows_bytes_that_are_no_character() =>
        Assert.That(
            Output(Told.PrintsBytes("a", 0, 0xff, (byte)'x', (byte)'\n'), Told.PrintsBytes("a", 0, 0xe2, 0x82)),
            Is.EqualTo(new[] { "\ufffdx", "\ufffd" }));

    [TestCase("a\r\nb\r\n", "a", "b")]
    [TestCase("10%\r 50%\r100%\n", "100%")]
    [TestCase("10%\r100%\r\r\n", "100%")]
    [TestCase("\rx\n", "x")]
    [TestCase("10%\r50%", "50%")]
    public void Leaves_of_what_is_overwritten_the_last(string printed, params string[] lines) =>
        Assert.That(Output(Told.Prints("a", printed)), Is.EqualTo(lines));

    [Test]
    public void Knows_an_overwritten_line_also_over_two_pieces() =>
        Assert.That(
            Output(Told.Prints("a", "10%\r"), Told.Prints("a", "\n50%\r"), Told.Prints("a", "60%\n")),
            Is.EqualTo(new[] { "10%", "60%" }));

    [Test]
    public void Breaks_a_line_without_end() =>
        Assert.That(
            Output(Told.Prints("a", new string('x', 150_000))).Select(line => line.Length),
            Is.EqualTo(new[] { 65536, 65536, 18928 }));

    [Test]
    public void Ends_a_line_with_its_step() =>
        Assert.That(
            Output(Told.Prints("a", "no newline"), Told.Runs("a", "[1/1] RUN x"), Told.Prints("a", "late\n")),
            Is.EqualTo(new[] { "no newline", "late" }));

    [Test]
    public void Reads_what_a_real_step_printed() =>
        Assert.That(
            Output(RecordedText.Lines("output.rawjson")),
            Is.EqualTo(new[] { "one", "two ä three", "100%", "CRLF", "", "no newline at the end" }));
}
