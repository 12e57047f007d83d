namespace Olympian.Deployment.Data;

/// <summary>A container that mounts a volume.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Runs">Whether it runs.</param>
/// <param name="IsPaused">Whether it is held still, by whomever.</param>
/// <param name="LastUsed">When it last ran; null for never.</param>
public sealed record VolumeUser(string Id, string Name, bool Runs, bool IsPaused, DateTimeOffset? LastUsed);
