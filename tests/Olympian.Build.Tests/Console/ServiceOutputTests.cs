using Olympian.Build.Console;

namespace Olympian.Build.Tests.Console;

public sealed class ServiceOutputTests
{
    [Test]
    public void Puts_the_service_before_each_line_in_a_column()
    {
        var log = new LogDouble();
        var output = new ServiceOutput(log);

        output.Write("frontend", "#1 [1/1] {x}");
        output.Write("db", "#1 DONE");

        Assert.That(log.Lines, Is.EqualTo(new[] { "Information frontend | #1 [1/1] {x}", "Information db       | #1 DONE" }));
    }

    [Test]
    public void Keeps_lines_whole_that_come_at_once()
    {
        var log = new LogDouble();
        var output = new ServiceOutput(log);

        var services = Enumerable.Range(0, 8).Select(service => new Thread(() =>
        {
            for (var line = 0; line < 500; line++)
            {
                output.Write($"service{service}", $"line {line}");
            }
        })).ToArray();
        Array.ForEach(services, service => service.Start());
        Array.ForEach(services, service => service.Join());

        Assert.That(log.Collisions, Is.Zero);
        Assert.That(log.Lines, Has.Count.EqualTo(4000));
        Assert.Multiple(() =>
        {
            foreach (var service in Enumerable.Range(0, 8))
            {
                Assert.That(
                    log.Lines.Where(line => line.Contains($"service{service} ", StringComparison.Ordinal)),
                    Is.EqualTo(Enumerable.Range(0, 500).Select(line => $"Information service{service} | line {line}")));
            }
        });
    }
}
