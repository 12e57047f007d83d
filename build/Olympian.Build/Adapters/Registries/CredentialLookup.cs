namespace Olympian.Build.Adapters.Registries;

/// <summary>What docker's configuration has for a registry.</summary>
/// <param name="Credentials">The credentials; null when there are none.</param>
/// <param name="Trouble">
/// Why there are none although there might be, in one sentence without secrets; null when there simply are none. Docker goes on without
/// credentials then; whoever is refused for want of them says this.
/// </param>
public sealed record CredentialLookup(RegistryCredentials? Credentials, string? Trouble)
{
    /// <summary>Nothing is configured.</summary>
    public static CredentialLookup Nothing { get; } = new(null, null);
}
