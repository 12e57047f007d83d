namespace Olympian.Deployment.Images;

/// <summary>One health check that the engine made of a container.</summary>
/// <param name="Started">When it began, on the engine's clock.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="IsWell">Whether it found the container well.</param>
public sealed record HealthCheck(DateTimeOffset Started, DateTimeOffset Ended, bool IsWell);
