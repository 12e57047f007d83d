using Olympian.Deployment.Registries;

namespace Olympian.Deployment.Integrity;

/// <summary>An image whose layers are to be proven.</summary>
/// <param name="Title">The name it is shown under: a service's, a base's reference.</param>
/// <param name="ImageId">Its id in the engine.</param>
public sealed record ImageToVerify(string Title, string ImageId)
{
    /// <summary>Where a registry has it, by digest; null for an image that was made here.</summary>
    public RegistryImage? Origin { get; init; }
}
