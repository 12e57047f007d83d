namespace Olympian.Deployment.Images;

/// <summary>What the engine and its command say about themselves.</summary>
/// <param name="ClientVersion">The docker command's version.</param>
/// <param name="ServerVersion">The engine's version.</param>
/// <param name="RootDirectory">The engine's data root on its host.</param>
/// <param name="StorageDriver">As <c>overlay2</c>.</param>
/// <param name="OperatingSystem">As <c>linux</c>.</param>
/// <param name="Architecture">As <c>x86_64</c>.</param>
/// <param name="BuildxVersion">The buildx plugin's version; null without one.</param>
/// <param name="ComposeVersion">The compose plugin's version; null without one.</param>
public sealed record EngineInfo(
    string ClientVersion,
    string ServerVersion,
    string RootDirectory,
    string StorageDriver,
    string OperatingSystem,
    string Architecture,
    string? BuildxVersion,
    string? ComposeVersion);
