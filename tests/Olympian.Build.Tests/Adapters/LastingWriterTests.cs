using Olympian.Build.Adapters;

namespace Olympian.Build.Tests.Adapters;

public sealed class LastingWriterTests
{
    [Test]
    public void Hands_on_what_is_written()
    {
        using var inner = new StringWriter { NewLine = "\n" };
        using var writer = new LastingWriter(inner, () => true);

        writer.Write('a');
        writer.Write("b");
        writer.WriteLine("c");
        writer.Write("d{0}", 1);
        writer.WriteLine();
        writer.Flush();

        Assert.That(inner.ToString(), Is.EqualTo($"abc\nd1\n"));
    }

    [Test]
    public void Writes_to_a_closed_terminal_without_failing_once_the_run_is_over()
    {
        using var writer = new LastingWriter(new Closed(), () => true);

        Assert.That(() => writer.WriteLine("Interrupted."), Throws.Nothing);
    }

    [Test]
    public void Fails_where_nobody_reads_a_run_that_goes_on()
    {
        using var writer = new LastingWriter(new Closed(), () => false);

        Assert.That(() => writer.WriteLine("SUCCESS"), Throws.InstanceOf<IOException>());
    }

    private sealed class Closed : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("Input/output error");
    }
}
