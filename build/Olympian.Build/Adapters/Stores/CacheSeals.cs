using Olympian.Build.Adapters.Files;
using Olympian.Deployment.CachedSteps;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Adapters.Stores;

/// <summary>Seals as files in <c>olympian/cache-seals</c> of the engine's data root, where the engine has nothing of its own.</summary>
public sealed class CacheSeals : ICacheSeals
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <inheritdoc/>
    public Stream? Open(IEngineStore store, string directory) => store.Open($"olympian/cache-seals/{directory}");

    /// <inheritdoc/>
    public void Write(IEngineStore store, string directory, ReadOnlyMemory<byte> seal)
    {
        var place = PlaceIn(store);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(place, OwnerAlone | UnixFileMode.UserExecute);
            }

            AtomicFile.Write(Path.Combine(place, directory), seal, OwnerAlone);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new SealNotWritten(refused.Message, refused);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Directories(IEngineStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Names("olympian/cache-seals") ?? [];
    }

    /// <inheritdoc/>
    public void Remove(IEngineStore store, string directory)
    {
        try
        {
            File.Delete(Path.Combine(PlaceIn(store), directory));
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was ever sealed here.
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new SealNotWritten(refused.Message, refused);
        }
    }

    private static string PlaceIn(IEngineStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return Path.Combine(store.Root, "olympian", "cache-seals");
    }
}
