using Olympian.Deployment.Images;

namespace Olympian.Deployment.Locks;

/// <summary>The locks that the engine keeps: one a project, whoever asks and from wherever.</summary>
/// <remarks>Failures are those of <see cref="IDockerCli"/>.</remarks>
public interface IEngineLocks
{
    /// <summary>What stands under the name of the project's lock; null for nothing.</summary>
    Task<LockFacts?> FindAsync(string project, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the project's lock, in one step that succeeds for one caller only, as long as it stands. Returns its id; null when another
    /// stands there.
    /// </summary>
    Task<string?> CreateAsync(string project, LockHolder holder, CancellationToken cancellationToken);

    /// <summary>Writes a sign of life. False when the lock is gone.</summary>
    /// <param name="id">The lock's id.</param>
    /// <param name="at">When; whole seconds count.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    Task<bool> BeatAsync(string id, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>The last sign of life, by its holder's clock; null while there is none.</summary>
    Task<DateTimeOffset?> LastBeatAsync(string id, CancellationToken cancellationToken);

    /// <summary>Whether a lock of this id stands.</summary>
    Task<bool> IsThereAsync(string id, CancellationToken cancellationToken);

    /// <summary>Removes the lock of this id, and no other of the same name. Returns once it is gone, whoever removed it.</summary>
    Task RemoveAsync(string id, CancellationToken cancellationToken);
}
