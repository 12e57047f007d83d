using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Tests.Integrity;

/// <summary>Says of every engine what a test says.</summary>
internal sealed class LocatorDouble(StoreAccess access) : IStoreLocator
{
    public static readonly StoreAccess NotRoot = StoreAccess.Refused("this is not root");

    public Task<StoreAccess> LocateAsync(EngineInfo engine, CancellationToken cancellationToken) => Task.FromResult(access);
}
