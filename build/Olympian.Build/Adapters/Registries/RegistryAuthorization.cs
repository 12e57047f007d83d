using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Olympian.Deployment.Registries;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Adapters.Registries;

/// <summary>
/// What is presented to a registry that asks: a token from where it says (Bearer), or the user's name and password (Basic). As docker
/// does it, without credentials where there are none.
/// </summary>
/// <remarks>
/// Secrets are sent to the registry itself, and to the address it names for tokens if nobody can listen on the way: by https, or within
/// this machine. A mirror gets none: the credentials are the registry's.
/// </remarks>
public sealed class RegistryAuthorization(RegistryHttp http, DockerCredentials credentials)
{
    private const string ClientId = "olympian-build";
    private const int LongestToken = 64 * 1024;

    private readonly ConcurrentDictionary<(Uri, string), AuthenticationHeaderValue> granted = new();

    /// <summary>What the registry accepted last for this repository; null for nothing.</summary>
    internal AuthenticationHeaderValue? Known(RegistryEndpoint endpoint, RegistryImage image) =>
        granted.GetValueOrDefault((endpoint.Address, image.Repository));

    /// <summary>Does what the registry asked for.</summary>
    /// <exception cref="RegistryDenied">It cannot be done, or was refused.</exception>
    /// <exception cref="RegistryFailure">Who gives out the tokens does not answer.</exception>
    internal async Task<AuthenticationHeaderValue> AnswerAsync(
        RegistryEndpoint endpoint, RegistryImage image, HttpResponseHeaders headers, CancellationToken cancellationToken)
    {
        // Unvalidated: the framework drops what it cannot read, and with it what could be read.
        var challenges = headers.NonValidated.TryGetValues("WWW-Authenticate", out var values)
            ? values.SelectMany(AuthenticationChallenge.Parse).ToList()
            : [];
        var lookup = endpoint.IsMirror ? CredentialLookup.Nothing : await credentials.FindAsync(image.Registry, cancellationToken);

        var header = challenges.Find(challenge => challenge.Scheme == "bearer") is { } bearer
                ? await TokenAsync(endpoint, image, bearer, lookup, cancellationToken)
            : challenges.Exists(challenge => challenge.Scheme == "basic") ? Basic(image, lookup)
            : throw new RegistryDenied(image, $"{endpoint.Address.Authority} {Unknown(challenges)}");
        granted[(endpoint.Address, image.Repository)] = header;
        return header;
    }

    /// <summary>Who is presented to a registry, and what stood in the way, for the message of a refusal.</summary>
    internal async Task<string> WhoAsync(RegistryEndpoint endpoint, RegistryImage image, CancellationToken cancellationToken)
    {
        var lookup = endpoint.IsMirror ? CredentialLookup.Nothing : await credentials.FindAsync(image.Registry, cancellationToken);
        return Who(lookup);
    }

    private static string Unknown(List<AuthenticationChallenge> challenges) =>
        challenges.Count == 0
            ? "answers 401 and does not say what it wants."
            : $"wants a log-in by {string.Join(" or ", challenges.Select(challenge => challenge.Scheme))}; Bearer and Basic can be had.";

    private static string Who(CredentialLookup lookup) =>
        lookup.Credentials is not null ? "the credentials of docker's configuration"
        : lookup.Trouble is null ? "no credentials: docker's configuration has none"
        : $"no credentials: {lookup.Trouble.TrimEnd('.')}";

    private static AuthenticationHeaderValue Basic(RegistryImage image, CredentialLookup lookup) =>
        lookup.Credentials is { User: { } user, Password: { } password }
            ? Basic(user, password)
            : throw new RegistryDenied(image, $"It wants a user and a password; there are {Who(lookup)}.");

    private static AuthenticationHeaderValue Basic(string user, Secret password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password.Reveal()}")));

    private async Task<AuthenticationHeaderValue> TokenAsync(
        RegistryEndpoint endpoint,
        RegistryImage image,
        AuthenticationChallenge challenge,
        CredentialLookup lookup,
        CancellationToken cancellationToken)
    {
        if (lookup.Credentials?.RegistryToken is { } token)
        {
            return new("Bearer", token.Reveal());
        }

        var realm = Realm(endpoint, image, challenge, lookup.Credentials is not null);
        var fields = new List<KeyValuePair<string, string>>
        {
            // What docker asks for, whatever the challenge proposes: to read this repository, and no more.
            new("scope", $"repository:{image.Repository}:pull"),
        };
        if (challenge.Parameters.TryGetValue("service", out var service))
        {
            fields.Add(new("service", service));
        }

        AuthenticationHeaderValue? authorization = null;
        if (lookup.Credentials is { IdentityToken: null, User: { } user, Password: { } password })
        {
            fields.Add(new("account", user));
            authorization = Basic(user, password);
        }

        HttpResponseMessage response;
        try
        {
            var isTrusted = endpoint.IsTrusted || realm.Host != endpoint.Address.Host;
            response = lookup.Credentials?.IdentityToken is { } identity
                ? await http.SendAsync(() => Exchange(realm, fields, identity), realm, null, isTrusted, cancellationToken)
                : await http.SendAsync(
                    () => new(HttpMethod.Get, realm), WithQuery(realm, fields), authorization, isTrusted, cancellationToken);
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or RefusedRedirection)
        {
            throw RegistryTrouble.Of(image, realm, unreachable);
        }

        using (response)
        {
            if (response.StatusCode is HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500)
            {
                throw await RegistryTrouble.OfAsync(image, realm, "a token", response, cancellationToken);
            }

            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new RegistryDenied(
                    image, $"{realm.Host}, which gives out its tokens, answers {(int)response.StatusCode} to {Who(lookup)}.");
            }

            return new("Bearer", await ReadAsync(image, realm, response, cancellationToken));
        }
    }

    // OAuth 2 as the distribution project has it: what must not be seen is in the body.
    private static HttpRequestMessage Exchange(Uri realm, List<KeyValuePair<string, string>> fields, Secret identity) =>
        new(HttpMethod.Post, realm)
        {
            Content = new FormUrlEncodedContent(
            [
                .. fields,
                new("grant_type", "refresh_token"),
                new("client_id", ClientId),
                new("refresh_token", identity.Reveal()),
            ]),
        };

    private static Uri Realm(RegistryEndpoint endpoint, RegistryImage image, AuthenticationChallenge challenge, bool hasSecrets)
    {
        var said = challenge.Parameters.GetValueOrDefault("realm");
        if (!Uri.TryCreate(said, UriKind.Absolute, out var realm) || realm.Scheme is not ("https" or "http") || realm.UserInfo.Length > 0)
        {
            throw new RegistryDenied(image, $"{endpoint.Address.Authority} names no address that gives out its tokens.");
        }

        // Without secrets, it is no worse than the registry itself, which is asked by http for the same.
        var isSafe = realm.Scheme == Uri.UriSchemeHttps || RegistryEndpoint.IsLoopback(realm) || (endpoint.IsPlain && !hasSecrets);
        return isSafe
            ? realm
            : throw new RegistryDenied(
                image, $"It wants the log-in to be sent to http://{realm.Authority}, where others can read it; nothing was sent.");
    }

    private static Uri WithQuery(Uri realm, List<KeyValuePair<string, string>> fields)
    {
        var query = string.Join('&', fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"));
        return new UriBuilder(realm) { Query = realm.Query.Length > 1 ? $"{realm.Query[1..]}&{query}" : query }.Uri;
    }

    private static async Task<string> ReadAsync(
        RegistryImage image, Uri realm, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await BoundedContent.ReadAsync(response, LongestToken, cancellationToken);
            var answer = bytes is null ? null : JsonSerializer.Deserialize(bytes, RegistryJson.Default.TokenAnswer);
            var token = string.IsNullOrEmpty(answer?.AccessToken) ? answer?.Token : answer.AccessToken;
            return !string.IsNullOrEmpty(token) && token.All(character => character is > ' ' and < '\x7f')
                ? token
                : throw new RegistryDenied(image, $"{realm.Host} gives out no token that can be used.");
        }
        catch (JsonException)
        {
            throw new RegistryDenied(image, $"{realm.Host} does not answer with a token in JSON.");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw RegistryTrouble.Of(image, realm, broken);
        }
    }
}
