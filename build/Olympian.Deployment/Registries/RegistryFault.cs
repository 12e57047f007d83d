namespace Olympian.Deployment.Registries;

/// <summary>What is wrong between an engine's image and its registry: it decides what can help.</summary>
public enum RegistryFault
{
    /// <summary>The registry does not have what its own manifests name. Pulling again cannot help.</summary>
    Missing,

    /// <summary>The registry has something else under that name. Pulling again cannot help.</summary>
    Damaged,

    /// <summary>The registry is sound, and the engine's image is not the one it has: pulling again may help.</summary>
    Different,
}
