namespace Olympian.Deployment.OfflineHealing;

/// <summary>Something of the engine's that goes into the backup.</summary>
/// <param name="Path">The file, link or directory, relative to the data root.</param>
/// <param name="Reason">Why.</param>
public sealed record SetAside(string Path, string Reason);
