using Olympian.Deployment.Settings;

namespace Olympian.Build.Adapters.Registries;

/// <summary>What the user presents to a registry.</summary>
/// <param name="User">The user's name; null where a token stands for it.</param>
/// <param name="Password">The password.</param>
/// <param name="IdentityToken">A token that gets tokens, from a log-in that kept no password.</param>
/// <param name="RegistryToken">A token that is presented as it is.</param>
public sealed record RegistryCredentials(string? User, Secret? Password, Secret? IdentityToken, Secret? RegistryToken);
