using Cake.Common.Diagnostics;
using Cake.Core;
using Olympian.Deployment.Cleaning;

namespace Olympian.Build.Console;

/// <summary>Tells a cleaning's lines through Cake's log.</summary>
internal sealed class CleaningLog(ICakeContext context) : ICleaningJournal
{
    public void Tell(string line) => context.Information("{0}", line);

    public void Warn(string line) => context.Warning("{0}", line);
}
