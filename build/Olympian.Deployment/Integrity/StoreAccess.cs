using Olympian.Deployment.Stores;

namespace Olympian.Deployment.Integrity;

/// <summary>Whether the engine's own files can be read.</summary>
/// <param name="Store">The files; null when they cannot.</param>
/// <param name="WhyNot">Why they cannot; null when they can.</param>
public sealed record StoreAccess(IEngineStore? Store, string? WhyNot)
{
    /// <summary>They can be read.</summary>
    public static StoreAccess Granted(IEngineStore store) => new(store, null);

    /// <summary>They cannot be read.</summary>
    public static StoreAccess Refused(string reason) => new(null, reason);
}
