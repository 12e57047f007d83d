using Cake.Core.Diagnostics;

namespace Olympian.Build.Console;

/// <summary>
/// The output of several builds at once: each line whole, with its service before it. Shared by the builds of a run.
/// </summary>
public sealed class ServiceOutput(ICakeLog log)
{
    private readonly Lock gate = new();
    private int width;

    /// <summary>Shows a line of a service.</summary>
    public void Write(string service, string line)
    {
        ArgumentNullException.ThrowIfNull(service);

        lock (gate)
        {
            width = Math.Max(width, service.Length);
            log.Tell($"{service.PadRight(width)} | {line}");
        }
    }
}
