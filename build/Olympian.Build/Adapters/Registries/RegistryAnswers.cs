using System.Text.Json.Serialization;

namespace Olympian.Build.Adapters.Registries;

/// <summary>The JSON that is read of registries, of the engine's knowledge of them, and of docker's configuration.</summary>
internal static class RegistryAnswers
{
    internal sealed record EngineRegistries(List<string>? InsecureRegistryCIDRs, Dictionary<string, EngineRegistry>? IndexConfigs);

    internal sealed record EngineRegistry(List<string>? Mirrors, bool Secure);

    internal sealed record ErrorAnswer(List<ErrorEntry>? Errors);

    internal sealed record ErrorEntry(string? Code);

    internal sealed record TokenAnswer(string? Token, [property: JsonPropertyName("access_token")] string? AccessToken);

    internal sealed record DockerConfiguration(
        Dictionary<string, StoredCredentials>? Auths, string? CredsStore, Dictionary<string, string>? CredHelpers);

    internal sealed record StoredCredentials(
        string? Auth, string? Username, string? Password, string? IdentityToken, string? RegistryToken);

    internal sealed record HelperCredentials(string? Username, string? Secret);
}
