using System.Net;

namespace Olympian.Build.Adapters.Registries;

/// <summary>The proxy of the environment, except for this machine: Go's clients, docker's engine among them, do the same.</summary>
internal sealed class LoopbackBypass(IWebProxy proxy) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => proxy.Credentials;
        set => proxy.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => RegistryEndpoint.IsLoopback(host) || proxy.IsBypassed(host);
}
