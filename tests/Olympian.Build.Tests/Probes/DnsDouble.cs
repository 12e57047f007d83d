using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Olympian.Build.Tests.Probes;

/// <summary>A name server in this process that knows the records it is given and nothing else.</summary>
internal sealed class DnsDouble : IAsyncDisposable
{
    private const ushort Srv = 33;
    private const ushort Txt = 16;

    private readonly UdpClient socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource stop = new();
    private readonly List<(string Name, ushort Type, byte[] Data)> records = [];
    private readonly Task serving;

    public DnsDouble() => serving = ServeAsync();

    public IPEndPoint Endpoint => (IPEndPoint)socket.Client.LocalEndPoint!;

    public DnsDouble WithSrv(string name, string target, int port)
    {
        records.Add((name, Srv, [0, 0, 0, 0, (byte)(port >> 8), (byte)port, .. Encode(target)]));
        return this;
    }

    public DnsDouble WithTxt(string name, string text)
    {
        records.Add((name, Txt, [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)]));
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        socket.Dispose();
        stop.Dispose();
    }

    private static byte[] Encode(string name) =>
        [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var query = await socket.ReceiveAsync(stop.Token);
                await socket.SendAsync(Answer(query.Buffer), query.RemoteEndPoint, stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }

    private byte[] Answer(byte[] query)
    {
        var end = 12;
        var labels = new List<string>();
        while (query[end] != 0)
        {
            labels.Add(Encoding.ASCII.GetString(query, end + 1, query[end]));
            end += query[end] + 1;
        }

        var type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(end + 1));
        var found = records.Where(record => record.Type == type && record.Name == string.Join('.', labels)).ToArray();
        using var message = new MemoryStream();
        message.Write(query.AsSpan(0, 2));
        message.Write([0x81, 0x80, 0, 1, 0, (byte)found.Length, 0, 0, 0, 0]);
        message.Write(query.AsSpan(12, end + 5 - 12));
        foreach (var (name, _, data) in found)
        {
            message.Write([.. Encode(name), 0, (byte)type, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length, .. data]);
        }

        return message.ToArray();
    }
}
