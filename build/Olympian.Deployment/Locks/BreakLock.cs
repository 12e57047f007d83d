using Olympian.Deployment.Settings;

namespace Olympian.Deployment.Locks;

/// <summary>Removes another run's lock, for a person who types the project's name.</summary>
public sealed class BreakLock(IEngineLocks locks, IRunningProcesses processes)
{
    /// <summary>What removing the lock would mean, as far as can be seen from here: one line.</summary>
    public string Standing(LockHolder holder)
    {
        ArgumentNullException.ThrowIfNull(holder);

        return (holder.Process is { } process ? processes.Runs(process) : null) switch
        {
            true => "Its process runs on this machine: without the lock it is stopped within seconds, and what it works on is left as it is then.",
            false => "Its process does not run any more: the next run takes the lock over by itself, and nothing has to be removed.",
            null => "Whether its process runs cannot be seen from here: ask its owner. A run that works is stopped within seconds once its lock is gone.",
        };
    }

    /// <summary>Removes it. A lock that another run has taken meanwhile stays.</summary>
    /// <exception cref="UsageFailure">Nobody can be asked, or something else was typed: nothing was touched.</exception>
    public async Task RunAsync(string project, LockFacts found, ISettingsPrompt? prompt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);

        TypedName.Ask(prompt, project, "Type the project's name to remove the lock", $"The lock of project '{project}' was not removed.", "Unlock");
        await locks.RemoveAsync(found.Id, cancellationToken);
    }
}
