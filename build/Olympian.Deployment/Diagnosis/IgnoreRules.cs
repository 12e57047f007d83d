using Olympian.Deployment.Sources;

namespace Olympian.Deployment.Diagnosis;

/// <summary>The ignore rules that hold for a build context.</summary>
/// <param name="File">The file they stand in.</param>
/// <param name="Ignore">What they decide.</param>
public sealed record IgnoreRules(string File, DockerIgnore Ignore);
