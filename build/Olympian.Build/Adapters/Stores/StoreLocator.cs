using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Adapters.Stores;

/// <summary>Finds the data root of exactly the engine that the docker command speaks with, where it can be read.</summary>
public sealed class StoreLocator(EngineEndpoint endpoint) : IStoreLocator
{
    /// <inheritdoc/>
    public async Task<StoreAccess> LocateAsync(EngineInfo engine, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(engine);

        if (!OperatingSystem.IsLinux())
        {
            return StoreAccess.Refused("this is not Linux: the engine keeps its files in a virtual machine");
        }

        if (!await endpoint.IsLocalAsync(cancellationToken))
        {
            return StoreAccess.Refused("the engine is on another machine");
        }

        if (engine.UsesContainerd)
        {
            return StoreAccess.Refused("the engine keeps its images in containerd's store");
        }

        if (engine.StorageDriver != "overlay2")
        {
            return StoreAccess.Refused($"the engine's storage driver is {engine.StorageDriver}, and only overlay2's files are known here");
        }

        if (engine.SecurityOptions.FirstOrDefault(option => option.StartsWith("name=userns", StringComparison.Ordinal)
            || option.StartsWith("name=rootless", StringComparison.Ordinal)) is { } mapped)
        {
            return StoreAccess.Refused($"the engine maps users ({mapped}), so that owners on its disk are others than in its layers");
        }

        return At(engine);
    }

    // That a directory of this name is here does not make it this engine's: an engine in a virtual machine has the same name for its own.
    private static StoreAccess At(EngineInfo engine)
    {
        try
        {
            var store = new LinuxEngineStore(engine.RootDirectory);
            return store.Read("engine-id") is not { } id
                ? StoreAccess.Refused($"{engine.RootDirectory} of this machine holds no engine's files")
                : System.Text.Encoding.UTF8.GetString(id).Trim() != engine.Id
                    ? StoreAccess.Refused($"{engine.RootDirectory} of this machine belongs to another engine than the one that answers")
                    // The directory within it comes with the first layer.
                    : store.Names("image/overlay2/layerdb") is null
                        ? StoreAccess.Refused($"{engine.RootDirectory} has no layer database of overlay2")
                        : StoreAccess.Granted(store);
        }
        catch (StorageAccessDenied)
        {
            return StoreAccess.Refused($"only root may read {engine.RootDirectory}, and this is not root");
        }
    }
}
