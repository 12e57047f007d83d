using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.RegularExpressions;
using Olympian.Deployment.Registries;

namespace Olympian.Build.Adapters.Registries;

/// <summary>
/// Gives a registry's answer, or its silence, its name. Of what it says only its own codes are repeated, and of a URL only the host: the
/// rest may hold what gives access.
/// </summary>
internal static partial class RegistryTrouble
{
    private const int LongestError = 64 * 1024;

    /// <summary>No answer came, or none that is followed.</summary>
    public static RegistryUnavailable Of(RegistryImage image, Uri address, Exception failure) => new(
        image,
        $"{address.Authority}: {Explain(failure)}.",
        isTransient: failure is not RefusedRedirection && InnerOf<UntrustedCertificate>(failure) is null,
        cause: failure);

    /// <summary>The time was over.</summary>
    public static RegistryUnavailable Late(RegistryImage image, string where, string what, TimeSpan limit) => new(
        image, FormattableString.Invariant($"{where}: {what} within {limit.TotalSeconds:0.#} s."));

    /// <summary>
    /// An answer came, and is not what was asked for. A refusal (401, 403) is not for here: who was refused is known elsewhere.
    /// </summary>
    public static async Task<RegistryFailure> OfAsync(
        RegistryImage image, Uri address, string what, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = response.StatusCode;
        var answer = await AnswerAsync(response, cancellationToken);

        // docker-registry 2.8.2, measured, of a manifest in its storage that is no JSON any more.
        var note = status == HttpStatusCode.InternalServerError && what.StartsWith("manifest", StringComparison.Ordinal)
            ? " Registries answer so, too, when the manifest is damaged in their storage."
            : "";
        return status switch
        {
            HttpStatusCode.NotFound => new RegistryNotFound(image, what, answer),
            HttpStatusCode.TooManyRequests => new RegistryRateLimited(image, RetryAfter(response)),
            _ => new RegistryUnavailable(
                image,
                $"{address.Authority} answers {answer} when asked for {what}.{note}",
                isTransient: (int)status >= 500 || status == HttpStatusCode.RequestTimeout,
                RetryAfter(response)),
        };
    }

    /// <summary>The status, with the codes that the registry's error names.</summary>
    public static async Task<string> AnswerAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var codes = await CodesAsync(response, cancellationToken);
        return codes.Count == 0 ? $"{(int)response.StatusCode}" : $"{(int)response.StatusCode} ({string.Join(", ", codes)})";
    }

    /// <summary>What the answer says of when to ask again; null when it says nothing.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var said = response.Headers.RetryAfter;

        // A date is meant by the clock of who sent it.
        var wait = said?.Delta ?? (said?.Date is { } date && response.Headers.Date is { } sent ? date - sent : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static async Task<List<string>> CodesAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await BoundedContent.ReadAsync(response, LongestError, cancellationToken);
            var answer = bytes is null or [] ? null : JsonSerializer.Deserialize(bytes, RegistryJson.Default.ErrorAnswer);
            var codes = (answer?.Errors ?? []).Select(error => error.Code).OfType<string>();
            return [.. codes.Where(code => Code().IsMatch(code)).Distinct().Take(3)];
        }
        catch (Exception unread) when (unread is JsonException or HttpRequestException or IOException)
        {
            // A proxy's page, or none at all: the status says enough.
            return [];
        }
    }

    private static string Explain(Exception failure) => failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "the host name has no address",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => "the proxy does not lead there",
        _ when InnerOf<UntrustedCertificate>(failure) is { } untrusted => untrusted.Message,
        _ when InnerOf<AuthenticationException>(failure) is { } tls => $"TLS did not come about: {InOneLine(tls)}",
        _ when InnerOf<SocketException>(failure) is { } socket => Explain(socket.SocketErrorCode),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => "what answered does not speak HTTP",
        RefusedRedirection refused => refused.Message,
        _ => "the connection was closed in the middle",
    };

    private static string Explain(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "nothing listens there",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the host name has no address",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => "the connection was closed in the middle",
        SocketError.TimedOut => "the connection timed out",
        _ => $"it cannot be reached ({error})",
    };

    private static T? InnerOf<T>(Exception failure)
        where T : Exception
    {
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is T found)
            {
                return found;
            }
        }

        return null;
    }

    private static string InOneLine(Exception exception) =>
        string.Join(' ', (exception.InnerException is { } inner ? $"{exception.Message} {inner.Message}" : exception.Message)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');

    [GeneratedRegex(@"\A[A-Z_]{1,40}\z")]
    private static partial Regex Code();
}
