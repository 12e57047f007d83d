namespace Olympian.Deployment.Images;

/// <summary>What the engine and its command say about themselves.</summary>
/// <param name="ClientVersion">The docker command's version.</param>
/// <param name="ServerVersion">The engine's version.</param>
/// <param name="RootDirectory">The engine's data root on its host.</param>
/// <param name="StorageDriver">As <c>overlay2</c>.</param>
/// <param name="OperatingSystem">As <c>linux</c>.</param>
/// <param name="Architecture">As <c>x86_64</c>.</param>
/// <param name="Id">The engine's own id, which it keeps in its data root.</param>
/// <param name="SecurityOptions">As <c>name=seccomp,profile=builtin</c>, <c>name=userns</c>, <c>name=rootless</c>.</param>
/// <param name="UsesContainerd">Whether images are in containerd's store and not in that of a graph driver.</param>
/// <param name="BuildxVersion">The buildx plugin's version; null without one.</param>
/// <param name="ComposeVersion">The compose plugin's version; null without one.</param>
public sealed record EngineInfo(
    string ClientVersion,
    string ServerVersion,
    string RootDirectory,
    string StorageDriver,
    string OperatingSystem,
    string Architecture,
    string Id,
    IReadOnlyList<string> SecurityOptions,
    bool UsesContainerd,
    string? BuildxVersion,
    string? ComposeVersion)
{
    /// <summary>What its images are for unless they say otherwise, as <c>linux/amd64</c>.</summary>
    public string Platform { get; init; } = "";

    /// <summary>Which registries it holds insecure and which mirrors it asks, in the JSON of its API (<c>RegistryConfig</c>); null where it does not say.</summary>
    public string? RegistryConfiguration { get; init; }
}
