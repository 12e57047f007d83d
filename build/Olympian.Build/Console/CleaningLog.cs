using Cake.Core;
using Olympian.Deployment.Cleaning;

namespace Olympian.Build.Console;

/// <summary>Tells a cleaning's lines through Cake's log.</summary>
internal sealed class CleaningLog(ICakeContext context) : ICleaningJournal
{
    public void Tell(string line) => context.Log.Tell(line);

    public void Warn(string line) => context.Log.Warn(line);
}
