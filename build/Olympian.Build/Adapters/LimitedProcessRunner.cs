using Cake.Core.IO;

namespace Olympian.Build.Adapters;

/// <summary>
/// Gives every process that Cake or an addin starts a limit and an end on interruption. Cake's own <c>ToolTimeout</c> is no way to
/// do it: Cake.Docker renders it as an argument of <c>docker</c>.
/// </summary>
internal sealed class LimitedProcessRunner(IProcessRunner runner, TimeSpan limit, CancellationToken interrupted) : IProcessRunner
{
    public IProcess? Start(FilePath filePath, ProcessSettings settings)
    {
        interrupted.ThrowIfCancellationRequested();
        return runner.Start(filePath, settings) is { } process
            ? new LimitedProcess(process, filePath.GetFilename().ToString(), limit, interrupted)
            : null;
    }
}
