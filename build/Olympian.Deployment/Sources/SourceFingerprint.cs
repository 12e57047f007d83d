namespace Olympian.Deployment.Sources;

/// <summary>What a release's images are built from.</summary>
/// <param name="Hash">The fingerprint.</param>
/// <param name="Contexts">What was read to find it.</param>
public sealed record SourceFingerprint(SourceHash Hash, IReadOnlyList<ContextReport> Contexts);
