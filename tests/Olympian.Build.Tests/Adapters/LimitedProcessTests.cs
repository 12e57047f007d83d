using Olympian.Build.Adapters;
using Olympian.Deployment;

namespace Olympian.Build.Tests.Adapters;

public sealed class LimitedProcessTests
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    [Test]
    public void Lets_a_process_end_by_itself()
    {
        using var process = new ProcessDouble(exitCode: 3);

        new LimitedProcess(process, "docker", Never, CancellationToken.None).WaitForExit();

        Assert.That(process.Killed, Is.False);
    }

    [Test]
    public void Waits_as_long_as_it_takes_within_the_limit()
    {
        using var process = new ProcessDouble(ends: false);
        using var later = new Timer(_ => process.End(), null, 100, Timeout.Infinite);

        new LimitedProcess(process, "docker", Never, CancellationToken.None).WaitForExit();

        Assert.That(process.Killed, Is.False);
    }

    [Test]
    public void Kills_it_at_its_limit_and_says_so()
    {
        using var process = new ProcessDouble(ends: false);
        using var limited = new LimitedProcess(process, "docker", TimeSpan.FromMilliseconds(50), CancellationToken.None);

        Assert.That(limited.WaitForExit, Throws.TypeOf<ExpectedFailure>().With.Message.StartsWith(
            "'docker' did not end in time and was stopped."));
        Assert.That(process.Killed);
    }

    [Test]
    public void Kills_it_when_the_run_is_interrupted()
    {
        using var process = new ProcessDouble(ends: false);
        using var interruption = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        using var limited = new LimitedProcess(process, "docker", Never, interruption.Token);

        Assert.That(limited.WaitForExit, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(process.Killed);
    }

    [Test]
    public void Hands_the_rest_on()
    {
        using var process = new ProcessDouble(exitCode: 7);
        using var limited = new LimitedProcess(process, "docker", Never, CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That(limited.GetExitCode(), Is.EqualTo(7));
            Assert.That(limited.GetStandardOutput(), Is.EqualTo(new[] { "o" }));
            Assert.That(limited.GetStandardError(), Is.EqualTo(new[] { "e" }));
        });
    }
}
