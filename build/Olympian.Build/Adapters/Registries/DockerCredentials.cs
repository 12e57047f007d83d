using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Olympian.Build.Options;
using Olympian.Deployment.Registries;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Adapters.Registries;

/// <summary>
/// Finds a registry's credentials where the docker command finds them: in DOCKER_AUTH_CONFIG, by the helper its configuration names
/// for the registry, by the one it names for all, or in the configuration itself.
/// </summary>
/// <remarks>Read when a registry asks for them, once a registry and run.</remarks>
public sealed class DockerCredentials(Surroundings surroundings, ICredentialProgram programs)
{
    // Under which docker keeps Docker Hub's.
    private const string DockerHubKey = "https://index.docker.io/v1/";

    private readonly ConcurrentDictionary<string, CredentialLookup> known = new(StringComparer.Ordinal);

    /// <summary>The credentials for a registry, <c>docker.io</c> or <c>host:port</c>.</summary>
    public async Task<CredentialLookup> FindAsync(string registry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(registry);

        if (!known.TryGetValue(registry, out var lookup))
        {
            lookup = await LookUpAsync(registry == RegistryImage.DockerHub ? DockerHubKey : registry, cancellationToken);
            known[registry] = lookup;
        }

        return lookup;
    }

    private async Task<CredentialLookup> LookUpAsync(string server, CancellationToken cancellationToken)
    {
        if (surroundings.Variable("DOCKER_AUTH_CONFIG") is { } said
            && Parse(said, "DOCKER_AUTH_CONFIG", out _) is { } fromEnvironment
            && Stored(fromEnvironment, server, "DOCKER_AUTH_CONFIG") is { Credentials: not null } given)
        {
            return given;
        }

        var path = Path.Combine(ConfigurationDirectory(), "config.json");
        string text;
        try
        {
            text = await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return CredentialLookup.Nothing;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new(null, $"{path} cannot be read: {unreadable.Message}");
        }

        if (Parse(text, path, out var trouble) is not { } configuration)
        {
            return new(null, trouble);
        }

        var name = configuration.CredHelpers?.GetValueOrDefault(server) ?? configuration.CredsStore;
        return string.IsNullOrEmpty(name)
            ? Stored(configuration, server, path)
            : await programs.GetAsync(name, server, cancellationToken);
    }

    private string ConfigurationDirectory() =>
        surroundings.Resolve(surroundings.Variable("DOCKER_CONFIG"))
        ?? Path.Combine(surroundings.Variable("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");

    private static RegistryAnswers.DockerConfiguration? Parse(string text, string where, out string? trouble)
    {
        try
        {
            trouble = null;
            return JsonSerializer.Deserialize(text, RegistryJson.Default.DockerConfiguration);
        }
        catch (JsonException)
        {
            // Not the exception's own words: they may quote what stands in the file.
            trouble = $"{where} is not docker's configuration in JSON.";
            return null;
        }
    }

    private static CredentialLookup Stored(RegistryAnswers.DockerConfiguration configuration, string server, string where)
    {
        // Old versions of docker wrote URLs for names.
        var all = configuration.Auths ?? [];
        var stored = all.GetValueOrDefault(server) ?? all.FirstOrDefault(entry => HostOf(entry.Key) == server).Value;
        if (stored is null)
        {
            return CredentialLookup.Nothing;
        }

        var (user, password) = (stored.Username, stored.Password);
        if (!string.IsNullOrEmpty(stored.Auth))
        {
            if (!TryDecode(stored.Auth, out user, out password))
            {
                return new(null, $"{where} has credentials for {server} that are not 'user:password' in base64.");
            }
        }

        var credentials = new RegistryCredentials(
            string.IsNullOrEmpty(user) ? null : user,
            string.IsNullOrEmpty(password) ? null : new Secret(password),
            string.IsNullOrEmpty(stored.IdentityToken) ? null : new Secret(stored.IdentityToken),
            string.IsNullOrEmpty(stored.RegistryToken) ? null : new Secret(stored.RegistryToken));
        return credentials is { User: not null, Password: not null } or { IdentityToken: not null } or { RegistryToken: not null }
            ? new(credentials, null)
            : CredentialLookup.Nothing;
    }

    private static bool TryDecode(string text, out string? user, out string? password)
    {
        (user, password) = (null, null);
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var count))
        {
            return false;
        }

        var decoded = Encoding.UTF8.GetString(bytes, 0, count);
        var colon = decoded.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            return false;
        }

        (user, password) = (decoded[..colon], decoded[(colon + 1)..].Trim('\0'));
        return true;
    }

    private static string HostOf(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme >= 0 ? key[(scheme + 3)..] : key;
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 ? rest[..slash] : rest;
    }
}
