using System.Net;
using System.Net.Sockets;

namespace Olympian.Docker.Tests.Support;

/// <summary>
/// A network of its own, with nothing in it but a loopback device: what listens in it meets nobody else's ports, bridges or
/// packet filter.
/// </summary>
/// <param name="name">Its name, unique on this machine.</param>
internal sealed class NetworkNamespace(string name)
{
    // 10.213.0.0/16 in pieces of four addresses; nothing of the machine's is told about them.
    private const int Pieces = 1 << 14;

    /// <summary>Where the kernel shows it.</summary>
    public string Path { get; } = $"/run/netns/{name}";

    /// <summary>
    /// What stands before a command that is to run inside. Not <c>ip netns exec</c>: that mounts a fresh /sys, which hides the
    /// cgroups from an engine.
    /// </summary>
    public IReadOnlyList<string> Enter => [Tool.Find("nsenter"), $"--net={Path}", "--"];

    /// <summary>The device of the host's that leads into it, if it was given a way out.</summary>
    public string Link { get; } = $"oe{name[^8..]}";

    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await Tool.RunAsync("ip", ["netns", "add", name], cancellationToken);
        await Tool.RunAsync("ip", ["-n", name, "link", "set", "lo", "up"], cancellationToken);
    }

    /// <summary>
    /// A way out to the host's networks, by address translation. Every rule in the host's packet filter carries this namespace's
    /// name, by which <see cref="EngineRemains"/> takes it out again.
    /// </summary>
    public async Task GiveWayOutAsync(CancellationToken cancellationToken)
    {
        var taken = await Tool.RunAsync("ip", ["-4", "-o", "addr", "show"], cancellationToken);
        var piece = Random.Shared.Next(Pieces);
        while (taken.Contains($" {Address(piece, 1)}/30 ", StringComparison.Ordinal))
        {
            piece = Random.Shared.Next(Pieces);
        }

        var (outside, inside) = (Address(piece, 1), Address(piece, 2));
        await Tool.RunAsync("ip", ["link", "add", Link, "type", "veth", "peer", "name", "eth0", "netns", name], cancellationToken);
        await Tool.RunAsync("ip", ["addr", "add", $"{outside}/30", "dev", Link], cancellationToken);
        await Tool.RunAsync("ip", ["link", "set", Link, "up"], cancellationToken);
        await Tool.RunAsync("ip", ["-n", name, "addr", "add", $"{inside}/30", "dev", "eth0"], cancellationToken);
        await Tool.RunAsync("ip", ["-n", name, "link", "set", "eth0", "up"], cancellationToken);
        await Tool.RunAsync("ip", ["-n", name, "route", "add", "default", "via", outside], cancellationToken);

        await Filter("nat", "-A", "POSTROUTING", ["-s", $"{inside}/32"], "MASQUERADE");
        await Filter("filter", "-I", "FORWARD", ["-i", Link], "ACCEPT");
        await Filter("filter", "-I", "FORWARD", ["-o", Link], "ACCEPT");

        Task Filter(string table, string how, string chain, string[] match, string target) => Tool.RunAsync(
            "iptables",
            ["-w", "10", "-t", table, how, chain, .. match, "-m", "comment", "--comment", name, "-j", target],
            cancellationToken);
    }

    /// <summary>A TCP socket that lives inside: whoever uses it connects or listens there, from any thread.</summary>
    public Socket OpenSocket()
    {
        // A socket belongs for ever to the namespace it was made in; only the making needs a thread that is inside.
        Socket? made = null;
        Exception? failure = null;
        var inside = new Thread(() =>
        {
            try
            {
                Kernel.EnterNetworkNamespace(Path);
                made = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            }
            catch (Exception thrown) when (thrown is IOException or SocketException)
            {
                failure = thrown;
            }
        });
        inside.Start();
        inside.Join();
        return made ?? throw new IOException($"No socket in the network namespace {Path}.", failure);
    }

    /// <summary>A client whose every connection goes to this namespace's loopback address, whatever host its requests name.</summary>
    public HttpMessageHandler CreateHttpHandler() => new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = OpenSocket();
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    private static string Address(int piece, int host) =>
        new IPAddress([10, 213, (byte)(piece >> 6), (byte)((piece << 2) + host)]).ToString();
}
