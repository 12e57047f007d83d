using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Olympian.Deployment.Registries;

namespace Olympian.Build.Adapters.Registries;

/// <summary>Speaks the registries' HTTP protocol (OCI distribution specification 1.1), reading only.</summary>
public sealed class RegistryClient(
    RegistryEndpoints endpoints, RegistryHttp http, RegistryAuthorization authorization, RegistryLimits limits) : IRegistry
{
    // As much as registries take.
    private const int LargestManifest = 4 * 1024 * 1024;

    private static readonly string[] ManifestTypes =
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ];

    // Addresses that gave no answer when another one did.
    private readonly ConcurrentDictionary<Uri, bool> silent = new();

    /// <inheritdoc/>
    public async Task<string> DigestAsync(RegistryImage image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);

        var promised = await WithinAsync(
            image,
            async limited =>
            {
                using var response = await AskAsync(image, HttpMethod.Head, $"manifests/{image.Reference}", Manifest(image), limited);
                return PromisedDigest(response);
            },
            cancellationToken);
        return promised ?? (await ManifestAsync(image, cancellationToken)).Digest;
    }

    /// <inheritdoc/>
    public Task<RegistryManifest> ManifestAsync(RegistryImage image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);

        return WithinAsync(
            image,
            async limited =>
            {
                using var response = await AskAsync(image, HttpMethod.Get, $"manifests/{image.Reference}", Manifest(image), limited);
                return await ReadManifestAsync(image, response, limited);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Stream> BlobAsync(RegistryImage image, string digest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!RegistryImage.IsDigest(digest))
        {
            throw new ArgumentException($"'{digest}' is not a SHA-256 digest.", nameof(digest));
        }

        return await WithinAsync(
            image,
            async limited =>
            {
                var response = await AskAsync(image, HttpMethod.Get, $"blobs/{digest}", $"blob {digest}", limited);
                try
                {
                    return new BlobStream(response, await response.Content.ReadAsStreamAsync(limited), image, digest, limits.Idle);
                }
                catch
                {
                    response.Dispose();
                    throw;
                }
            },
            cancellationToken);
    }

    private static string Manifest(RegistryImage image) => $"manifest {image.Reference}";

    private static string? PromisedDigest(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Docker-Content-Digest", out var values) && values.FirstOrDefault() is { } digest
            && RegistryImage.IsDigest(digest)
            ? digest
            : null;

    private static async Task<RegistryManifest> ReadManifestAsync(
        RegistryImage image, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] bytes;
        try
        {
            bytes = await BoundedContent.ReadAsync(response, LargestManifest, cancellationToken)
                ?? throw new RegistryUnsupported(image, $"a manifest of at most {LargestManifest} bytes", "a larger one");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw new RegistryUnavailable(
                image, $"{image.Registry}: the connection ended in the middle of {Manifest(image)}.", cause: broken);
        }

        var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
        var expected = image.IsByDigest ? image.Reference : PromisedDigest(response) ?? digest;
        return digest == expected
            ? new(digest, response.Content.Headers.ContentType?.MediaType ?? string.Empty, bytes)
            : throw new RegistryWrongContent(image, Manifest(image), expected, digest);
    }

    private async Task<T> WithinAsync<T>(RegistryImage image, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(limits.Answer);
        try
        {
            return await ask(timer.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw RegistryTrouble.Late(image, image.Registry, "no whole answer came", limits.Answer);
        }
    }

    /// <summary>The answer of the first address that has it.</summary>
    private async Task<HttpResponseMessage> AskAsync(
        RegistryImage image, HttpMethod method, string resource, string what, CancellationToken cancellationToken)
    {
        var all = await endpoints.OfAsync(image, cancellationToken);
        var worthwhile = all.Where(endpoint => !silent.ContainsKey(endpoint.Address)).ToList();
        var mute = new List<Uri>();
        RegistryFailure? failure = null;
        foreach (var endpoint in worthwhile.Count > 0 ? worthwhile : all)
        {
            try
            {
                var response = await AskAsync(endpoint, image, method, resource, what, cancellationToken);
                foreach (var address in mute)
                {
                    silent[address] = true;
                }

                return response;
            }
            catch (Exception none) when (none is HttpRequestException || IsConnectTimeout(none, cancellationToken))
            {
                mute.Add(endpoint.Address);
                failure = none is HttpRequestException
                    ? RegistryTrouble.Of(image, endpoint.Address, none)
                    : RegistryTrouble.Late(image, endpoint.Address.Authority, "no connection", limits.Connect);
            }
            catch (RefusedRedirection refused) when (!endpoint.IsMirror)
            {
                throw RegistryTrouble.Of(image, endpoint.Address, refused);
            }
            catch (Exception refusal) when (endpoint.IsMirror && refusal is RegistryFailure or RefusedRedirection)
            {
                // A mirror is a convenience; the registry has the last word.
                failure = refusal as RegistryFailure ?? RegistryTrouble.Of(image, endpoint.Address, refusal);
            }
        }

        throw failure!;
    }

    // The handler's own limit; ours cancels the token.
    private static bool IsConnectTimeout(Exception failure, CancellationToken cancellationToken) =>
        failure is OperationCanceledException { InnerException: TimeoutException } && !cancellationToken.IsCancellationRequested;

    private async Task<HttpResponseMessage> AskAsync(
        RegistryEndpoint endpoint,
        RegistryImage image,
        HttpMethod method,
        string resource,
        string what,
        CancellationToken cancellationToken)
    {
        var address = new Uri($"{endpoint.Address.AbsoluteUri.TrimEnd('/')}/v2/{image.Repository}/{resource}");
        var response = await SendAsync(authorization.Known(endpoint, image));
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            // What was known may have run out.
            using var refusal = response;
            response = await SendAsync(await authorization.AnswerAsync(endpoint, image, refusal.Headers, cancellationToken));
        }

        if (response.StatusCode == HttpStatusCode.OK)
        {
            return response;
        }

        using (response)
        {
            // Another host than was asked, when that one redirected.
            var answering = response.RequestMessage?.RequestUri ?? address;
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                var answer = await RegistryTrouble.AnswerAsync(response, cancellationToken);
                throw new RegistryDenied(image, answering.Authority == address.Authority
                    ? $"{answering.Authority} answers {answer} to {await authorization.WhoAsync(endpoint, image, cancellationToken)}."
                    : $"{answering.Authority}, to which it redirects, answers {answer}.");
            }

            throw await RegistryTrouble.OfAsync(image, answering, what, response, cancellationToken);
        }

        Task<HttpResponseMessage> SendAsync(AuthenticationHeaderValue? header) =>
            http.SendAsync(() => Request(method, resource), address, header, endpoint.IsTrusted, cancellationToken);
    }

    private static HttpRequestMessage Request(HttpMethod method, string resource)
    {
        var request = new HttpRequestMessage { Method = method };
        if (resource.StartsWith("manifests/", StringComparison.Ordinal))
        {
            foreach (var type in ManifestTypes)
            {
                request.Headers.Accept.Add(new(type));
            }
        }

        return request;
    }
}
