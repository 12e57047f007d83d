using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Olympian.Deployment.Settings;
using Olympian.Deployment.Settings.Probes;

namespace Olympian.Build.Adapters.Probes;

/// <summary>Connects from this machine to where a container would connect.</summary>
/// <remarks>
/// <c>host.docker.internal</c> has an address only inside containers: there, on Linux, it is <c>host-gateway</c>, the address of
/// docker0. Asking that address, not loopback, finds the commonest mistake: a service on this machine that listens on loopback
/// only, which this machine reaches and no container does. Without a docker0 (Docker Desktop, an engine elsewhere or not yet
/// there) loopback stands in.
/// </remarks>
/// <param name="gateway">What <c>host.docker.internal</c> is inside containers; null for loopback.</param>
public sealed class ServiceConnector(IPAddress? gateway)
{
    /// <summary>With the gateway of the engine on this machine, where there is one.</summary>
    public static ServiceConnector ForThisMachine() => new(
        NetworkInterface.GetAllNetworkInterfaces()
            .FirstOrDefault(card => card.Name == "docker0")?
            .GetIPProperties().UnicastAddresses
            .Select(entry => entry.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork));

    /// <summary>An open TCP connection; the caller disposes of it.</summary>
    public async Task<NetworkStream> ConnectAsync(HostEndpoint endpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (endpoint.Host != HostEndpoint.DockerHost)
        {
            return IPAddress.TryParse(endpoint.Host, out var address)
                ? await OpenAsync(new IPEndPoint(address, endpoint.Port), cancellationToken)
                : await OpenAsync(new DnsEndPoint(endpoint.Host, endpoint.Port), cancellationToken);
        }

        try
        {
            return await OpenAsync(new IPEndPoint(gateway ?? IPAddress.Loopback, endpoint.Port), cancellationToken);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused && gateway is not null)
        {
            if (await AnswersOnLoopbackAsync(endpoint.Port, cancellationToken))
            {
                throw new ProbeFailedException(
                    ProbeReason.Refused,
                    $"it listens on 127.0.0.1:{endpoint.Port} of this machine only, where no container reaches it; let it listen on 0.0.0.0 or {gateway}",
                    exception);
            }

            throw;
        }
    }

    private static async Task<bool> AnswersOnLoopbackAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await OpenAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<NetworkStream> OpenAsync(EndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = endpoint is IPEndPoint { AddressFamily: var family }
            ? new Socket(family, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(endpoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
