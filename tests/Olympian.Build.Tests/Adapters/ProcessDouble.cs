using Cake.Core.IO;

namespace Olympian.Build.Tests.Adapters;

/// <summary>A process that ends when it is told to, or killed.</summary>
internal sealed class ProcessDouble(int exitCode = 0, bool ends = true) : IProcess
{
    private readonly ManualResetEventSlim ended = new(ends);

    /// <summary>Whether somebody killed it.</summary>
    public bool Killed { get; private set; }

    public void End() => ended.Set();

    public void WaitForExit() => ended.Wait();

    public bool WaitForExit(int milliseconds) =>
        throw new NotSupportedException("Cake's process kills itself when this time is over: nobody may wait for it so.");

    public int GetExitCode() => exitCode;

    public IEnumerable<string> GetStandardError() => ["e"];

    public IEnumerable<string> GetStandardOutput() => ["o"];

    public void Kill()
    {
        Killed = true;
        ended.Set();
    }

    public void Dispose() => ended.Dispose();
}
