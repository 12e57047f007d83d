using System.Net;
using System.Net.Sockets;

namespace Olympian.Docker.Tests.Support;

/// <summary>
/// A second address of a registry, in the same network, that can hold an answer in the middle or cut it off: what is pulled through
/// it stops at a byte of the test's choosing.
/// </summary>
internal sealed class RegistryRelay : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly Socket listener;
    private readonly NetworkNamespace network;
    private readonly int target;
    private readonly Task serving;
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long allowed = long.MaxValue;
    private bool cuts;

    private RegistryRelay(NetworkNamespace network, Socket listener, int target)
    {
        this.network = network;
        this.listener = listener;
        this.target = target;
        serving = ServeAsync();
    }

    /// <summary>What stands before a repository's name instead of the registry's own address.</summary>
    public string Address => $"{listener.LocalEndPoint}";

    /// <summary>Done once the byte was reached at which answers are held or cut.</summary>
    public Task Reached => reached.Task;

    /// <summary>Starts one.</summary>
    public static RegistryRelay Start(TestEngine engine, TestRegistry registry) =>
        Start(engine, registry, engine.Network.OpenSocket());

    /// <summary>Starts one whose address is in this process's own network: for code that cannot be moved into the engine's.</summary>
    public static RegistryRelay StartOutside(TestEngine engine, TestRegistry registry) =>
        Start(engine, registry, new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    private static RegistryRelay Start(TestEngine engine, TestRegistry registry, Socket listener)
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return new(engine.Network, listener, registry.Port);
    }

    /// <summary>Holds every answer once this many bytes, of all answers together, have passed; until <see cref="Release"/>.</summary>
    public void HoldAfter(long bytes) => Interlocked.Exchange(ref allowed, bytes);

    /// <summary>Ends every connection once this many bytes, of all answers together, have passed; until <see cref="Release"/>.</summary>
    public void CutAfter(long bytes)
    {
        cuts = true;
        HoldAfter(bytes);
    }

    /// <summary>From now on everything passes.</summary>
    public void Release()
    {
        Interlocked.Exchange(ref allowed, long.MaxValue);
        released.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Dispose();
        await serving;
        end.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(RelayAsync(await listener.AcceptAsync(end.Token)));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using var registry = network.OpenSocket();
        using (client)
        using (var both = CancellationTokenSource.CreateLinkedTokenSource(end.Token))
        {
            try
            {
                await registry.ConnectAsync(IPAddress.Loopback, target, both.Token);
                await Task.WhenAny(
                    CopyAsync(client, registry, isAnswer: false, both.Token),
                    CopyAsync(registry, client, isAnswer: true, both.Token));
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
                // Either side hung up, or the test has ended.
            }
            finally
            {
                await both.CancelAsync();
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool isAnswer, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, cancellationToken)) > 0)
            {
                if (isAnswer && Interlocked.Add(ref allowed, -read) < 0)
                {
                    reached.TrySetResult();
                    if (cuts)
                    {
                        return;
                    }

                    await released.Task.WaitAsync(cancellationToken);
                }

                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), cancellationToken);
                }
            }
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side hung up, or the test has ended.
        }
    }
}
