using System.Buffers.Binary;
using Olympian.Deployment.Settings.Probes;

namespace Olympian.Build.Adapters.Probes;

/// <summary>Commands and answers in MongoDB's wire protocol, one at a time, as OP_MSG.</summary>
/// <remarks>https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/. Every server since 3.6 speaks it.</remarks>
internal sealed class MongoWire(Stream stream)
{
    private const int HeaderLength = 16;
    private const int OpMsg = 2013;
    private const int LongestAnswer = 1024 * 1024;

    private int lastRequest;

    /// <exception cref="InvalidDataException">What came back is not MongoDB's.</exception>
    public async Task<IReadOnlyDictionary<string, object?>> RunAsync(
        string database, IReadOnlyList<KeyValuePair<string, object>> command, CancellationToken cancellationToken)
    {
        var request = Frame(Bson.Write([.. command, new("$db", database)]));
        await stream.WriteAsync(request, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        return await ReadAsync(cancellationToken);
    }

    private byte[] Frame(byte[] document)
    {
        const int flagsAndKind = 5;
        var message = new byte[HeaderLength + flagsAndKind + document.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), ++lastRequest);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), OpMsg);
        document.CopyTo(message.AsSpan(HeaderLength + flagsAndKind));
        return message;
    }

    private async Task<IReadOnlyDictionary<string, object?>> ReadAsync(CancellationToken cancellationToken)
    {
        var header = new byte[HeaderLength];
        var first = await stream.ReadAtLeastAsync(header, 4, throwOnEndOfStream: false, cancellationToken);
        if (first == 0)
        {
            throw new EndOfStreamException();
        }

        Recognise(header.AsSpan(0, first));
        await stream.ReadExactlyAsync(header.AsMemory(first), cancellationToken);

        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < HeaderLength + 10 or > LongestAnswer
            || BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8)) != lastRequest
            || BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12)) != OpMsg)
        {
            throw NotMongo();
        }

        var body = new byte[length - HeaderLength];
        await stream.ReadExactlyAsync(body, cancellationToken);

        // Bit 0: a CRC-32C follows the document. It guards against faults that TCP does not find; not a handshake's concern.
        var hasChecksum = (BinaryPrimitives.ReadUInt32LittleEndian(body) & 1) != 0;
        return body[4] == 0 ? Bson.Read(body.AsSpan(5, body.Length - 5 - (hasChecksum ? 4 : 0))) : throw NotMongo();
    }

    // Two neighbours that are often met on the wrong port, each with a remedy of its own.
    private static void Recognise(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("HTTP"u8))
        {
            throw new InvalidDataException("not MongoDB: an HTTP server answers");
        }

        if (start is [0x15, 0x03, ..])
        {
            throw new ProbeFailedException(ProbeReason.Tls, "the server speaks TLS; add tls=true to the URI");
        }

        if (start.Length < 4)
        {
            throw NotMongo();
        }
    }

    private static InvalidDataException NotMongo() => new("not MongoDB: what answered is not in its wire protocol");
}
