namespace Olympian.Deployment.Locks;

/// <summary>This process, and what can be seen of others.</summary>
public interface IRunningProcesses
{
    /// <summary>This run as the holder of a lock, with a token that no other run has.</summary>
    /// <param name="target">The targets that were asked for.</param>
    /// <param name="message">What the user says of the run; null for nothing.</param>
    LockHolder Holder(string target, string? message);

    /// <summary>Whether the process runs; null where it cannot be seen from here: it is on another machine, or in another container.</summary>
    bool? Runs(ProcessIdentity process);

    /// <summary>From now on each process that this one starts can be told by the token.</summary>
    void Mark(string token);

    /// <summary>Processes of this machine that a run with the token started and that work on, each as "id command".</summary>
    IReadOnlyList<string> StartedBy(string token);
}
