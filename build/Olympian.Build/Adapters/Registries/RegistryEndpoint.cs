using System.Net;

namespace Olympian.Build.Adapters.Registries;

/// <summary>An address at which a registry, or a mirror of it, may be asked.</summary>
/// <param name="Address">The URL before <c>/v2/</c>, with no slash at its end.</param>
/// <param name="IsTrusted">Whether its certificate must be valid; the engine takes any from the registries it holds insecure.</param>
/// <param name="IsMirror">Whether it is not the registry itself: it then never gets the registry's credentials.</param>
public sealed record RegistryEndpoint(Uri Address, bool IsTrusted, bool IsMirror)
{
    /// <summary>Whether what is sent there can be read on the way.</summary>
    public bool IsPlain => Address.Scheme == Uri.UriSchemeHttp;

    /// <summary>Whether an address is this machine's own: nothing that is sent there leaves it.</summary>
    public static bool IsLoopback(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsLoopback
            || (IPAddress.TryParse(address.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip));
    }
}
