namespace Olympian.Deployment.CachedSteps;

/// <summary>What sealing came to.</summary>
/// <param name="Sealed">How many directories have a seal of this run.</param>
/// <param name="Unsealed">How many should have one and have none: the next cached build does not take them.</param>
/// <param name="WhyNot">Why not; null when all were sealed.</param>
public sealed record Sealing(int Sealed, int Unsealed, string? WhyNot);
