using System.Runtime.InteropServices;
using Olympian.Deployment;

namespace Olympian.Build.Adapters;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP as one token: the first asks everything to stop in order, a second Ctrl-C ends the process at once.
/// </summary>
public sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly Lock turn = new();
    private bool signalled;

    private Interruption()
    {
    }

    /// <summary>Cancelled once the run was asked to stop.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Why the run was stopped by itself; null when nothing but a signal stopped it.</summary>
    public ExpectedFailure? Reason { get; private set; }

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

    /// <summary>Stops the run as a signal would, for a reason that fails it. A run that was stopped already keeps its first reason.</summary>
    public void Stop(ExpectedFailure reason)
    {
        lock (turn)
        {
            if (Happened)
            {
                return;
            }

            Reason = reason;
            Cancel();
        }
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
        lock (turn)
        {
            // After a run stopped itself, the first signal is still a person's first.
            signal.Cancel = !signalled;
            if (signalled)
            {
                return;
            }

            signalled = true;
        }

        // The terminal may be gone, which is what SIGHUP says, or be stuck: stopping does not wait for it.
        Cancel();
        Terminal.WriteErrorLine("Interrupted: stopping. Press Ctrl-C again to end at once.");
    }

    // What was waiting goes on elsewhere: whoever stops the run, the keeper of its lock for one, is not to be found inside its end.
    private void Cancel() => _ = source.CancelAsync();
}
