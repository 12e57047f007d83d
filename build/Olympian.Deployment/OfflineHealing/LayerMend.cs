namespace Olympian.Deployment.OfflineHealing;

/// <summary>A file of the layer database that gets back what it must say.</summary>
/// <param name="Chain">The layer.</param>
/// <param name="Path">The file, relative to the data root.</param>
/// <param name="Content">What it must say.</param>
/// <param name="Found">What it says, in words.</param>
/// <param name="Proof">How that is known.</param>
/// <param name="IsUnknownToTheEngine">Whether the engine takes the layer for lost as it stands: then no command of Docker's heals it.</param>
public sealed record LayerMend(string Chain, string Path, string Content, string Found, string Proof, bool IsUnknownToTheEngine);
