namespace Olympian.Deployment.Sources;

/// <summary>The arguments of a new run, and what was read to find them.</summary>
public sealed record GeneratedArguments(BuildArguments Arguments, IReadOnlyList<ContextReport> Contexts);
