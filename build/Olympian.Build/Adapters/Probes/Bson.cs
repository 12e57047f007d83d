using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Olympian.Build.Adapters.Probes;

/// <summary>The part of BSON (https://bsonspec.org/spec.html) that a handshake needs: writes six types, reads all.</summary>
/// <remarks>
/// A document is an ordered list, because in a command the first name is the command. Reading checks every length against what
/// is there: the bytes come from whatever answered.
/// </remarks>
public static class Bson
{
    private const int DeepestNesting = 32;

    // Strict, so that garbage is told from text.
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Takes strings, 32-bit integers, booleans, byte arrays, documents and arrays of strings.</summary>
    public static byte[] Write(IReadOnlyList<KeyValuePair<string, object>> document)
    {
        using var stream = new MemoryStream();
        stream.Write(new byte[4]);
        foreach (var (name, value) in document)
        {
            var (type, bytes) = Encode(value);
            stream.WriteByte(type);
            stream.Write(Utf8.GetBytes(name));
            stream.WriteByte(0);
            stream.Write(bytes);
        }

        stream.WriteByte(0);
        var result = stream.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(result, result.Length);
        return result;
    }

    /// <exception cref="InvalidDataException">The bytes are not one BSON document.</exception>
    public static IReadOnlyDictionary<string, object?> Read(ReadOnlySpan<byte> bytes)
    {
        var document = ReadDocument(ref bytes, 0);
        return bytes.IsEmpty ? document : throw Malformed();
    }

    private static (byte Type, byte[] Bytes) Encode(object value)
    {
        switch (value)
        {
            case string text:
                var characters = Utf8.GetBytes(text);
                return (0x02, [.. Int32(characters.Length + 1), .. characters, 0]);
            case IReadOnlyList<KeyValuePair<string, object>> document:
                return (0x03, Write(document));
            case string[] texts:
                // An array is a document whose names are the positions.
                return (0x04, Write([.. texts.Select((text, index) => KeyValuePair.Create(index.ToString(CultureInfo.InvariantCulture), (object)text))]));
            case byte[] binary:
                return (0x05, [.. Int32(binary.Length), 0, .. binary]);
            case bool flag:
                return (0x08, [flag ? (byte)1 : (byte)0]);
            case int number:
                return (0x10, Int32(number));
            default:
                throw new ArgumentException($"{value.GetType().Name} is not written here.", nameof(value));
        }
    }

    private static byte[] Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static Dictionary<string, object?> ReadDocument(ref ReadOnlySpan<byte> bytes, int depth)
    {
        if (depth > DeepestNesting || bytes.Length < 5)
        {
            throw Malformed();
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < 5 || length > bytes.Length || bytes[length - 1] != 0)
        {
            throw Malformed();
        }

        var inner = bytes[4..(length - 1)];
        bytes = bytes[length..];
        var document = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (!inner.IsEmpty)
        {
            var type = Take(ref inner, 1)[0];
            var name = TakeName(ref inner);
            document[name] = ReadValue(type, ref inner, depth);
        }

        return document;
    }

    private static object? ReadValue(byte type, ref ReadOnlySpan<byte> bytes, int depth) => type switch
    {
        0x01 => BinaryPrimitives.ReadDoubleLittleEndian(Take(ref bytes, 8)),
        0x02 or 0x0D or 0x0E => ReadString(ref bytes),
        0x03 => ReadDocument(ref bytes, depth + 1),
        0x04 => ReadDocument(ref bytes, depth + 1).Values.ToArray(),
        0x05 => ReadBinary(ref bytes),
        0x07 => Take(ref bytes, 12).ToArray(),
        0x08 => Take(ref bytes, 1)[0] != 0,
        0x06 or 0x0A or 0x7F or 0xFF => null,
        0x0B => $"/{TakeName(ref bytes)}/{TakeName(ref bytes)}",
        0x10 => BinaryPrimitives.ReadInt32LittleEndian(Take(ref bytes, 4)),
        0x09 or 0x11 or 0x12 => BinaryPrimitives.ReadInt64LittleEndian(Take(ref bytes, 8)),
        0x13 => Take(ref bytes, 16).ToArray(),
        _ => throw Malformed(),
    };

    private static string ReadString(ref ReadOnlySpan<byte> bytes)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(Take(ref bytes, 4));
        var content = Take(ref bytes, length);
        return length > 0 && content[^1] == 0 ? Decode(content[..^1]) : throw Malformed();
    }

    private static byte[] ReadBinary(ref ReadOnlySpan<byte> bytes)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(Take(ref bytes, 4));
        _ = Take(ref bytes, 1);
        return Take(ref bytes, length).ToArray();
    }

    private static string TakeName(ref ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        if (end < 0)
        {
            throw Malformed();
        }

        var name = Decode(bytes[..end]);
        bytes = bytes[(end + 1)..];
        return name;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        if (count < 0 || count > bytes.Length)
        {
            throw Malformed();
        }

        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Malformed();
        }
    }

    private static InvalidDataException Malformed() =>
        new("not MongoDB: what answered is not in its wire protocol");
}
