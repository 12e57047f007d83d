using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Olympian.Deployment.Images;
using Olympian.Deployment.Registries;

namespace Olympian.Build.Adapters.Registries;

/// <summary>
/// Where a registry is asked: where the engine would ask it. Docker Hub's mirrors come before Docker Hub; a registry that the engine
/// holds insecure is asked by https with any certificate, and then by http; every other one by https alone.
/// </summary>
public sealed class RegistryEndpoints(IDockerEngine docker, EngineEndpoint engine)
{
    private const string DockerHubHost = "registry-1.docker.io";

    private readonly ConcurrentDictionary<string, IReadOnlyList<RegistryEndpoint>> found = new(StringComparer.Ordinal);
    private RegistryAnswers.EngineRegistries? known;

    /// <summary>The addresses, in the order in which they are tried. Found out once a registry and run.</summary>
    /// <exception cref="RegistryUnavailable">The registry is on the loopback address of an engine on another machine.</exception>
    public async Task<IReadOnlyList<RegistryEndpoint>> OfAsync(RegistryImage image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);

        if (!found.TryGetValue(image.Registry, out var addresses))
        {
            known ??= await AskEngineAsync(cancellationToken);
            addresses = await FindAsync(known, image, cancellationToken);
            found[image.Registry] = addresses;
        }

        return addresses;
    }

    private async Task<IReadOnlyList<RegistryEndpoint>> FindAsync(
        RegistryAnswers.EngineRegistries registries, RegistryImage image, CancellationToken cancellationToken)
    {
        if (image.Registry == RegistryImage.DockerHub)
        {
            var mirrors = new List<RegistryEndpoint>();
            foreach (var mirror in registries.IndexConfigs?.GetValueOrDefault(RegistryImage.DockerHub)?.Mirrors ?? [])
            {
                if (Uri.TryCreate(mirror.TrimEnd('/'), UriKind.Absolute, out var address) && address.Scheme is "https" or "http")
                {
                    mirrors.Add(new(address, await IsSecureAsync(registries, Name(address), address, cancellationToken), IsMirror: true));
                }
            }

            return [.. mirrors, new(new($"https://{DockerHubHost}"), IsTrusted: true, IsMirror: false)];
        }

        var secure = new Uri($"https://{image.Registry}");
        if (RegistryEndpoint.IsLoopback(secure) && !await engine.IsLocalAsync(cancellationToken))
        {
            throw new RegistryUnavailable(
                image, $"{image.Registry} is an address of the engine's machine, which is not this one.", isTransient: false);
        }

        return await IsSecureAsync(registries, image.Registry, secure, cancellationToken)
            ? [new(secure, IsTrusted: true, IsMirror: false)]
            : [new(secure, IsTrusted: false, IsMirror: false), new(new($"http://{image.Registry}"), IsTrusted: false, IsMirror: false)];
    }

    private async Task<RegistryAnswers.EngineRegistries> AskEngineAsync(CancellationToken cancellationToken)
    {
        var said = (await docker.InfoAsync(cancellationToken)).RegistryConfiguration;
        return said is null ? new(null, null) : JsonSerializer.Deserialize(said, RegistryJson.Default.EngineRegistries) ?? new(null, null);
    }

    private static string Name(Uri address) => address.IsDefaultPort ? address.Host : address.Authority;

    // The engine's own rule: by name first, then by whatever addresses the name has here.
    private static async Task<bool> IsSecureAsync(
        RegistryAnswers.EngineRegistries registries, string name, Uri address, CancellationToken cancellationToken)
    {
        if (registries.IndexConfigs?.GetValueOrDefault(name) is { } configured)
        {
            return configured.Secure;
        }

        var networks = (registries.InsecureRegistryCIDRs ?? [])
            .Select(text => IPNetwork.TryParse(text, out var network) ? network : (IPNetwork?)null)
            .OfType<IPNetwork>()
            .ToList();
        var addresses = await AddressesAsync(address.DnsSafeHost, cancellationToken);
        return !addresses
            .Select(ip => ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip)
            .Any(ip => networks.Any(network => network.Contains(ip)));
    }

    private static async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (SocketException)
        {
            // Behind a proxy a name need not have an address here; it then counts as secure, as it does for the engine.
            return [];
        }
    }
}
