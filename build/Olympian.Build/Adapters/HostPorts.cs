using System.Net;
using System.Net.Sockets;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Adapters;

/// <summary>Tries a port by binding it for an instant; only where the engine's ports are this machine's.</summary>
public sealed class HostPorts(EngineEndpoint engine) : IHostPorts
{
    public async Task<string?> WhyNotFreeAsync(PublishedPort port, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(port);

        if (port.Protocol != "tcp" || !await engine.IsLocalAsync(cancellationToken) || !IPAddress.TryParse(port.HostAddress, out var address))
        {
            return null;
        }

        try
        {
            using var listener = new TcpListener(address, port.HostPort);
            listener.Start();
            return null;
        }
        catch (SocketException taken)
        {
            return taken.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "a process of this machine listens on it",
                SocketError.AddressNotAvailable => $"{port.HostAddress} is no address of this machine",
                SocketError.AccessDenied => "this user may not open it",
                _ => taken.Message,
            };
        }
    }
}
