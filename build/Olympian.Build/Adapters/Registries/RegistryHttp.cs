using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;

namespace Olympian.Build.Adapters.Registries;

/// <summary>
/// The connections to registries. Nothing is made before it is used. Redirections are followed here and not by the framework, so that
/// no Authorization header goes where it was not meant to go.
/// </summary>
public sealed class RegistryHttp(RegistryLimits limits) : IDisposable
{
    private const int MostRedirections = 5;

    private HttpClient? trusting;
    private HttpClient? strict;

    /// <summary>
    /// Sends a request and returns the answer, its body still to be read. Follows redirections of GET and HEAD; the authorization goes
    /// along to the same scheme, host and port only.
    /// </summary>
    /// <param name="request">Makes the request; called again for each redirection.</param>
    /// <param name="address">Where it goes first.</param>
    /// <param name="authorization">What it presents there; null for nothing.</param>
    /// <param name="isTrusted">Whether the first address's certificate must be valid; another host's must in any case.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="HttpRequestException">No answer came.</exception>
    /// <exception cref="RefusedRedirection">It leads where it must not.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> request,
        Uri address,
        AuthenticationHeaderValue? authorization,
        bool isTrusted,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(address);

        var here = address;
        for (var redirections = 0; ; redirections++)
        {
            using var message = request();
            message.RequestUri = here;
            message.Headers.Authorization = IsSameOrigin(address, here) ? authorization : null;
            var client = isTrusted || here.Host != address.Host
                ? strict ??= Client(isTrusted: true)
                : trusting ??= Client(isTrusted: false);
            var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var isRedirection = response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
            if (!isRedirection || message.Method == HttpMethod.Post || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            var next = new Uri(here, location);
            if (redirections == MostRedirections)
            {
                throw new RefusedRedirection($"it redirects more than {MostRedirections} times");
            }

            // A redirection to storage carries its permission in the URL, which must not be readable on the way.
            if (next.Scheme != Uri.UriSchemeHttps && !(next.Scheme == Uri.UriSchemeHttp && here.Scheme == Uri.UriSchemeHttp))
            {
                throw new RefusedRedirection($"it redirects from {here.Scheme} to {next.Scheme}://{next.Host}, which is not followed");
            }

            here = next;
        }
    }

    public void Dispose()
    {
        trusting?.Dispose();
        strict?.Dispose();
    }

    private static bool IsSameOrigin(Uri one, Uri other) => one.Scheme == other.Scheme && one.Host == other.Host && one.Port == other.Port;

    private HttpClient Client(bool isTrusted)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = limits.Connect,
            Proxy = new LoopbackBypass(HttpClient.DefaultProxy),
        };

        // Thrown, because nothing but its wording tells the framework's own refusal from a handshake that was cut off. Any certificate
        // does where the engine holds the registry insecure by its operator's word: what comes is judged by its digest.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) =>
            !isTrusted || errors == SslPolicyErrors.None ? true : throw new UntrustedCertificate(errors);

        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new("olympian-build", null));
        return client;
    }
}
