using Olympian.Deployment.Stores;

namespace Olympian.Deployment.CachedSteps;

/// <summary>
/// Where seals are kept: beside the engine's own files, so that they are this engine's, go with it, and outlive the checkout.
/// </summary>
public interface ICacheSeals
{
    /// <summary>A directory's seal; null when it was never sealed.</summary>
    Stream? Open(IEngineStore store, string directory);

    /// <summary>Keeps a directory's seal in place of any that is there: whole or not at all.</summary>
    /// <exception cref="SealNotWritten">The disk does not take it.</exception>
    void Write(IEngineStore store, string directory, ReadOnlyMemory<byte> seal);

    /// <summary>The directories that have a seal.</summary>
    IReadOnlyList<string> Directories(IEngineStore store);

    /// <summary>Removes a seal; one that is not there is no failure.</summary>
    /// <exception cref="SealNotWritten">The disk does not let go of it.</exception>
    void Remove(IEngineStore store, string directory);
}
