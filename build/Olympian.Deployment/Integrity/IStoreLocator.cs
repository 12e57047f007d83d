using Olympian.Deployment.Images;

namespace Olympian.Deployment.Integrity;

/// <summary>Finds the engine's own files.</summary>
public interface IStoreLocator
{
    /// <summary>The files of exactly this engine, or why they cannot be read here.</summary>
    Task<StoreAccess> LocateAsync(EngineInfo engine, CancellationToken cancellationToken);
}
