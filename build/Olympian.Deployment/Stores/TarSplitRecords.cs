using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Json;
using Olympian.Deployment.Archives;

namespace Olympian.Deployment.Stores;

/// <summary>
/// Reads the record an engine keeps of a layer's archive: everything of it but the files' contents, which lie in the layer's directory.
/// </summary>
/// <remarks>
/// Gzip over one JSON object a line (https://github.com/vbatts/tar-split): type 1 a file by name, size and CRC-64, type 2 a piece of the
/// archive itself.
/// </remarks>
internal sealed class TarSplitRecords(Stream compressed) : IDisposable
{
    private const int FileType = 1, SegmentType = 2;

    // A segment holds headers and padding between two files: small, but for archives of nothing but links.
    private const int LongestLine = 256 * 1024 * 1024;

    private readonly GZipStream text = new(compressed, CompressionMode.Decompress);
    private byte[] buffer = new byte[64 * 1024];
    private byte[] segment = new byte[4096];
    private int start;
    private int end;
    private int segmentLength;

    /// <summary>Whether the record in hand is a piece of the archive and not a file's content.</summary>
    public bool IsSegment { get; private set; }

    /// <summary>The piece of the archive in hand.</summary>
    public ReadOnlySpan<byte> Segment => segment.AsSpan(0, segmentLength);

    /// <summary>The path of the file in hand.</summary>
    public EntryPath Path { get; private set; }

    /// <summary>The length of the file in hand in bytes.</summary>
    public long Size { get; private set; }

    /// <summary>The CRC-64 of the file in hand; null when the record has none.</summary>
    public ulong? Checksum { get; private set; }

    /// <summary>Goes to the next record; false at the end.</summary>
    /// <exception cref="DamagedArchive">The record is cut off or not one.</exception>
    public bool Next()
    {
        try
        {
            var line = ReadLine();
            if (line.IsEmpty)
            {
                return false;
            }

            Parse(line);
            return true;
        }
        catch (Exception notOne) when (notOne is InvalidDataException or JsonException or FormatException or InvalidOperationException)
        {
            throw new DamagedArchive($"the record of the layer's archive cannot be read: {notOne.Message}", notOne);
        }
    }

    public void Dispose() => text.Dispose();

    private void Parse(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        var type = 0;
        (Path, Size, Checksum, segmentLength) = (EntryPath.Root, 0, null, 0);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (json.ValueTextEquals("type"u8))
            {
                json.Read();
                type = json.GetInt32();
            }
            else if (json.ValueTextEquals("name"u8))
            {
                json.Read();
                Path = EntryPath.OfText(json.GetString() ?? "");
            }
            else if (json.ValueTextEquals("name_raw"u8))
            {
                // Names that are no UTF-8.
                json.Read();
                Path = json.TokenType == JsonTokenType.Null ? Path : EntryPath.Of(json.GetBytesFromBase64());
            }
            else if (json.ValueTextEquals("size"u8))
            {
                json.Read();
                Size = json.GetInt64();
            }
            else if (json.ValueTextEquals("payload"u8))
            {
                json.Read();
                TakePayload(json);
            }
        }

        IsSegment = type switch
        {
            SegmentType => true,
            FileType => false,
            _ => throw new DamagedArchive($"the record of the layer's archive cannot be read: it holds an entry of type {type}"),
        };

        if (Size < 0)
        {
            throw new DamagedArchive("the record of the layer's archive cannot be read: it holds a negative size");
        }

        if (!IsSegment)
        {
            Checksum = segmentLength == sizeof(ulong) ? System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(Segment) : null;
        }
    }

    // Base64 has no characters that JSON would escape, so the bytes in the text are the value's.
    private void TakePayload(Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return;
        }

        var encoded = json.ValueSpan;
        var room = Base64.GetMaxDecodedFromUtf8Length(encoded.Length);
        if (segment.Length < room)
        {
            segment = new byte[room];
        }

        if (Base64.DecodeFromUtf8(encoded, segment, out _, out segmentLength) != OperationStatus.Done)
        {
            throw new FormatException("a payload is not base64");
        }
    }

    // The line without its end; empty at the end of the text. It stays valid until the next call.
    private ReadOnlySpan<byte> ReadLine()
    {
        var searched = start;
        while (true)
        {
            var newline = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var line = buffer.AsSpan(start, searched + newline - start);
                start = searched + newline + 1;
                if (!line.IsEmpty)
                {
                    return line;
                }

                searched = start;
                continue;
            }

            searched = end;
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                searched -= start;
                end -= start;
                start = 0;
            }
            else if (end == buffer.Length)
            {
                if (buffer.Length >= LongestLine)
                {
                    throw new InvalidDataException("a line has no end");
                }

                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = text.Read(buffer.AsSpan(end));
            if (read == 0)
            {
                // The writer ends every line.
                return end > start ? throw new InvalidDataException("it is cut off within a line") : [];
            }

            end += read;
        }
    }
}
