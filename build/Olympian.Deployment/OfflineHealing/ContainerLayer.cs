namespace Olympian.Deployment.OfflineHealing;

/// <summary>The writable layer of a container, as the layer database has it.</summary>
/// <param name="ContainerId">The container.</param>
/// <param name="Parent">The chain id of the layer it lies upon; null when it does not say.</param>
/// <param name="Directories">The names of its directories below <c>overlay2/</c>.</param>
internal sealed record ContainerLayer(string ContainerId, string? Parent, IReadOnlyList<string> Directories);
