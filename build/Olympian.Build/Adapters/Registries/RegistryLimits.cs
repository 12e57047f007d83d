namespace Olympian.Build.Adapters.Registries;

/// <summary>How long a registry may take.</summary>
/// <param name="Connect">For a connection, TLS included.</param>
/// <param name="Answer">For a whole manifest, or until a blob begins to come: log-in, redirections and other addresses included.</param>
/// <param name="Idle">For the next bytes of a blob. A blob as a whole may take as long as it comes.</param>
public sealed record RegistryLimits(TimeSpan Connect, TimeSpan Answer, TimeSpan Idle)
{
    /// <summary>8, 30 and 30 seconds.</summary>
    public static RegistryLimits Usual { get; } = new(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
}
