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
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

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
            return await OpenFirstAsync(await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken), endpoint.Port, cancellationToken);
        }

        var seen = gateway ?? IPAddress.Loopback;
        try
        {
            return await OpenAsync(new IPEndPoint(seen, endpoint.Port), cancellationToken);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            throw new ProbeFailedException(
                ProbeReason.Refused,
                gateway is not null && await AnswersOnLoopbackAsync(endpoint.Port, cancellationToken)
                    ? $"it listens on 127.0.0.1:{endpoint.Port} of this machine only, where no container reaches it; let it listen on 0.0.0.0 or {gateway}"
                    : $"nothing listens on port {endpoint.Port} of this machine, asked at {seen} for {HostEndpoint.DockerHost}",
                exception);
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

    // One after the other, but none waits long for the one before (RFC 8305): an IPv6 route that leads nowhere must not make a
    // service look dead that the backend, which does the same, reaches by IPv4.
    private static async Task<NetworkStream> OpenFirstAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        using var settled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var attempts = addresses
            .Select(async (address, position) =>
            {
                await Task.Delay(HeadStart * position, settled.Token);
                return await OpenAsync(new IPEndPoint(address, port), settled.Token);
            })
            .ToList();

        NetworkStream? winner = null;
        SocketException? reason = null;
        await foreach (var attempt in Task.WhenEach(attempts))
        {
            try
            {
                var stream = await attempt;
                if (winner is null)
                {
                    winner = stream;
                    await settled.CancelAsync();
                }
                else
                {
                    await stream.DisposeAsync();
                }
            }
            catch (SocketException exception)
            {
                reason = exception;
            }
            catch (OperationCanceledException) when (winner is not null)
            {
                continue; // lost the race
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        return winner ?? throw reason ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static async Task<NetworkStream> OpenAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
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
