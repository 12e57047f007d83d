using System.Net;
using System.Net.Sockets;

namespace Olympian.Build.Tests.Probes;

/// <summary>A TCP server in this process that treats each connection as told.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;

    private LoopbackServer(IPAddress address, Func<NetworkStream, CancellationToken, Task> serve)
    {
        listener = new TcpListener(address, 0);
        listener.Start();
        accepting = AcceptAsync(serve);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public static LoopbackServer Start(Func<NetworkStream, CancellationToken, Task> serve, string address = "127.0.0.1") =>
        new(IPAddress.Parse(address), serve);

    /// <summary>Takes the request's first bytes and answers with these, whatever was asked.</summary>
    public static LoopbackServer Answering(byte[] bytes) => Start(async (stream, stop) =>
    {
        _ = await stream.ReadAsync(new byte[4096], stop);
        await stream.WriteAsync(bytes, stop);
    });

    /// <summary>Takes connections and never says a word.</summary>
    public static LoopbackServer Silent() => Start((_, stop) => Task.Delay(Timeout.Infinite, stop));

    /// <summary>A port on which nothing listens: it was free a moment ago and systems do not hand the same out at once again.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await accepting;
        listener.Stop(); // not before: asked for the next connection in that moment, it would say that it is not listening
        stop.Dispose();
    }

    private async Task AcceptAsync(Func<NetworkStream, CancellationToken, Task> serve)
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token), serve));
            }
        }
        catch (Exception exception) when (stop.IsCancellationRequested && exception is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client, Func<NetworkStream, CancellationToken, Task> serve)
    {
        using (client)
        {
            try
            {
                await serve(client.GetStream(), stop.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The probe has hung up, or the test is over.
            }
        }
    }
}
