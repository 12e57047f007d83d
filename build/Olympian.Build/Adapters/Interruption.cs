using System.Runtime.InteropServices;

namespace Olympian.Build.Adapters;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP as one token: the first asks everything to stop in order, a second Ctrl-C ends the process at once.
/// </summary>
public sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    private Interruption()
    {
    }

    /// <summary>Cancelled once the run was asked to stop.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Whether the run was asked to stop.</summary>
    public bool Happened => source.IsCancellationRequested;

    /// <summary>Starts listening.</summary>
    public static Interruption Listen()
    {
        var interruption = new Interruption();
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            interruption.registrations.Add(PosixSignalRegistration.Create(signal, interruption.OnSignal));
        }

        return interruption;
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        source.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        // Left uncancelled, the second one takes its default course and ends the process.
        signal.Cancel = !Happened;
        if (!Happened)
        {
            Terminal.WriteErrorLine("Interrupted: stopping. Press Ctrl-C again to end at once.");
            source.Cancel();
        }
    }
}
