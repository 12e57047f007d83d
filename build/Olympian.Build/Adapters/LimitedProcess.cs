using System.Diagnostics;
using Cake.Core.IO;
using Olympian.Deployment;

namespace Olympian.Build.Adapters;

/// <summary>A process that is killed at its limit or on interruption.</summary>
internal sealed class LimitedProcess(IProcess process, string name, TimeSpan limit, CancellationToken interrupted) : IProcess
{
    private readonly long started = Stopwatch.GetTimestamp();

    public void WaitForExit()
    {
        // Returns at once when the process ends; the interval only bounds how late an interruption is noticed.
        while (!process.WaitForExit(milliseconds: 100))
        {
            if (interrupted.IsCancellationRequested)
            {
                process.Kill();
                interrupted.ThrowIfCancellationRequested();
            }

            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                process.Kill();
                throw new ExpectedFailure(
                    $"'{name}' did not end in time and was stopped.",
                    FormattableString.Invariant($"Expected it to end within {limit.TotalSeconds:0} s."),
                    "See what holds it up with --verbosity=diagnostic; limits are set by --build-timeout and --wait-timeout.");
            }
        }

        // The process has ended; this lets its redirected output drain. Interrupted, whoever asked will not read it.
        process.WaitForExit();
        interrupted.ThrowIfCancellationRequested();
    }

    public bool WaitForExit(int milliseconds) => process.WaitForExit(milliseconds);

    public int GetExitCode() => process.GetExitCode();

    public IEnumerable<string> GetStandardError() => process.GetStandardError();

    public IEnumerable<string> GetStandardOutput() => process.GetStandardOutput();

    public void Kill() => process.Kill();

    public void Dispose() => process.Dispose();
}
