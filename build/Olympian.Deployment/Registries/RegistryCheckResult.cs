namespace Olympian.Deployment.Registries;

/// <summary>What a comparison of an engine's image with its registry found.</summary>
/// <param name="Findings">Everything that is not as it should be; empty when all is.</param>
/// <param name="ImageIdIs">
/// Which of the published digests the engine's id is; null when it is none, or the manifest could not be read.
/// </param>
/// <param name="LayersRead">How many layers were read from the registry.</param>
/// <param name="LayersKnown">How many were not read because this run had read them before.</param>
/// <param name="BytesRead">How many bytes of layers came from the registry, packed.</param>
public sealed record RegistryCheckResult(
    IReadOnlyList<RegistryFinding> Findings, ImageIdKind? ImageIdIs, int LayersRead, int LayersKnown, long BytesRead)
{
    /// <summary>Whether all is as it should be.</summary>
    public bool Holds => Findings.Count == 0;
}
