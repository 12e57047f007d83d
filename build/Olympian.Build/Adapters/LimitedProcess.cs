using Cake.Core.IO;
using Olympian.Deployment;

namespace Olympian.Build.Adapters;

/// <summary>A process that is killed at its limit or on interruption.</summary>
internal sealed class LimitedProcess(IProcess process, string name, TimeSpan limit, CancellationToken interrupted) : IProcess
{
    // Time for redirected output to drain once the process was killed.
    private static readonly TimeSpan AfterKill = TimeSpan.FromSeconds(5);

    public void WaitForExit()
    {
        // On a thread of its own: WaitForExit(milliseconds) of Cake's process kills it when the time is over, so it cannot be asked
        // again and again.
        var ended = Task.Run(process.WaitForExit, CancellationToken.None);
        try
        {
            if (ended.Wait((int)limit.TotalMilliseconds, interrupted))
            {
                interrupted.ThrowIfCancellationRequested();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            ended.Wait(AfterKill, CancellationToken.None);
            throw;
        }

        process.Kill();
        ended.Wait(AfterKill, CancellationToken.None);
        throw new ExpectedFailure(
            $"'{name}' did not end in time and was stopped.",
            FormattableString.Invariant($"Expected it to end within {limit.TotalSeconds:0} s."),
            "See what holds it up with --verbosity=diagnostic; limits are set by --build-timeout and --wait-timeout.");
    }

    public bool WaitForExit(int milliseconds) => process.WaitForExit(milliseconds);

    public int GetExitCode() => process.GetExitCode();

    public IEnumerable<string> GetStandardError() => process.GetStandardError();

    public IEnumerable<string> GetStandardOutput() => process.GetStandardOutput();

    public void Kill() => process.Kill();

    public void Dispose() => process.Dispose();
}
