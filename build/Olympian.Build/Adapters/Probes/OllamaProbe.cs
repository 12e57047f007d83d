using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Olympian.Deployment.Settings;
using Olympian.Deployment.Settings.Probes;

namespace Olympian.Build.Adapters.Probes;

/// <summary>Asks Ollama for its version.</summary>
/// <remarks>
/// Never through a proxy, whatever HTTP_PROXY says: the backend's own client (Node's fetch) does not use one, so an answer that
/// came through a proxy would prove nothing. Redirects are not followed for the same reason: a log-in page is not Ollama.
/// </remarks>
public sealed class OllamaProbe(ServiceConnector connector, TimeSpan limit) : IServiceProbe<OllamaAddress>
{
    private const int LongestAnswer = 64 * 1024;

    /// <inheritdoc />
    public Task<ProbeResult> ProbeAsync(OllamaAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        return ProbeRun.AskAsync("Ollama", address.ToString(), limit, token => AskAsync(address, token), cancellationToken);
    }

    private async Task<string> AskAsync(OllamaAddress address, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectCallback = async (_, token) => await connector.ConnectAsync(address.Endpoint, token),
        };
        using var client = new HttpClient(handler) { MaxResponseContentBufferSize = LongestAnswer, Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{address}/api/version"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));

        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                throw new ProbeFailedException(
                    ProbeReason.Authentication, $"GET /api/version answers {(int)response.StatusCode}: something in front of it asks for a log-in");
            }

            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new ProbeFailedException(
                    ProbeReason.NotTheService, $"not Ollama: GET /api/version answers {(int)response.StatusCode} instead of 200");
            }

            return $"Ollama {VersionIn(await response.Content.ReadAsByteArrayAsync(cancellationToken))}";
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new ProbeFailedException(ProbeReason.NotTheService, "not Ollama: the answer to GET /api/version has no end", exception);
        }
    }

    private static string VersionIn(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            if (json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("version", out var version)
                && version.ValueKind == JsonValueKind.String
                && version.GetString() is { Length: > 0 and <= 64 } text
                && !text.Any(char.IsControl))
            {
                return text;
            }
        }
        catch (JsonException exception)
        {
            throw new ProbeFailedException(ProbeReason.NotTheService, "not Ollama: the answer to GET /api/version is not JSON", exception);
        }

        throw new ProbeFailedException(ProbeReason.NotTheService, "not Ollama: the answer to GET /api/version names no version");
    }
}
