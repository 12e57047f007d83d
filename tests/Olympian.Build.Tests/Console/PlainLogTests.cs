using Olympian.Build.Console;

namespace Olympian.Build.Tests.Console;

public sealed class PlainLogTests
{
    [TestCase("plain")]
    [TestCase("{0} {name} {{}} } {")]
    [TestCase("100% %s \\n [red]markup[/]")]
    [TestCase("")]
    public void Passes_a_line_on_as_it_is(string line)
    {
        var log = new LogDouble();

        log.Tell(line);
        log.Warn(line);

        Assert.That(log.Lines, Is.EqualTo(new[] { $"Information {line}", $"Warning {line}" }));
    }
}
