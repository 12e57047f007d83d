using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Olympian.Docker.Tests.Support;

/// <summary>A socket before the engine's, through which everything goes until it is cut, as a line to another machine can be.</summary>
internal sealed class EngineRelay : IAsyncDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"olympian-relay-{Guid.NewGuid():N}.sock");
    private readonly ConcurrentDictionary<Socket, bool> open = [];
    private readonly CancellationTokenSource ending = new();
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Task listening;
    private volatile bool isCut;

    private EngineRelay(string engine)
    {
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(200);
        listening = ListenAsync(engine);
    }

    /// <summary>What DOCKER_HOST must say to go through it.</summary>
    public string Address => $"unix://{path}";

    /// <summary>Starts one before this machine's engine.</summary>
    public static EngineRelay Start() => new("/var/run/docker.sock");

    /// <summary>Cuts every connection, and lets none through from now on.</summary>
    public void Cut()
    {
        isCut = true;
        foreach (var socket in open.Keys)
        {
            socket.Dispose();
        }
    }

    /// <summary>Lets connections through again.</summary>
    public void Mend() => isCut = false;

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        Cut();
        listener.Dispose();
        await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ending.Dispose();
        File.Delete(path);
    }

    private async Task ListenAsync(string engine)
    {
        while (!ending.IsCancellationRequested)
        {
            var client = await listener.AcceptAsync(ending.Token);
            if (isCut)
            {
                client.Dispose();
                continue;
            }

            _ = RelayAsync(client, engine);
        }
    }

    private async Task RelayAsync(Socket client, string engine)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        open[client] = open[server] = true;
        try
        {
            await server.ConnectAsync(new UnixDomainSocketEndPoint(engine), ending.Token);
            await Task.WhenAll(CopyAsync(client, server), CopyAsync(server, client));
        }
        catch (Exception cut) when (cut is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut, which is what it is for.
        }
        finally
        {
            open.TryRemove(client, out _);
            open.TryRemove(server, out _);
            client.Dispose();
        }
    }

    // The end of one direction is not the end of the other: docker closes its half of an attached connection and reads on.
    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReceiveAsync(buffer, ending.Token)) > 0)
        {
            for (var sent = 0; sent < read;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), ending.Token);
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
