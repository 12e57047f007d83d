using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Olympian.Deployment.Archives;

/// <summary>
/// Reads a tar archive forwards in constant memory: ustar, pax and GNU headers, long names, large numbers, sparse files, extended attributes.
/// It reads what engines read and as they read it (Go's archive/tar); <see cref="System.Formats.Tar"/> knows no sparse files and hides the
/// bytes that names are made of.
/// </summary>
/// <remarks>
/// POSIX.1-2017 "pax Interchange Format"; https://www.gnu.org/software/tar/manual/html_node/Standard.html. The stream is read in large
/// pieces, and what comes after the last entry only by <see cref="Drain"/>: a digest over the stream needs that.
/// </remarks>
public sealed class ArchiveReader(Stream source)
{
    private const int Block = 512;
    private const int BufferSize = 256 * 1024;

    // An extended header names one file; nobody's needs more.
    private const int LongestExtension = 1024 * 1024;

    private const char GlobalExtension = 'g', Extension = 'x', GnuLongName = 'L', GnuLongLink = 'K', GnuSparse = 'S';

    private static readonly System.Buffers.SearchValues<byte> OctalDigits = System.Buffers.SearchValues.Create(" \001234567"u8);
    private static readonly byte[] Zeros = new byte[64 * 1024];

    private readonly byte[] buffer = new byte[BufferSize];
    private int start;
    private int end;

    private long unread; // bytes of the current entry that are still in the stream, padding not counted
    private int padding;
    private SparseFile? sparse;

    /// <summary>Whether these bytes begin an archive with an entry: whatever it is called, its header carries its own checksum.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> start) =>
        start.Length >= Block
        && start[..Block].ContainsAnyExcept((byte)0)
        && !start.Slice(148, 8).ContainsAnyExcept(OctalDigits)
        && HasChecksum(start[..Block]);

    /// <summary>The next entry; null after the last.</summary>
    /// <exception cref="DamagedArchive">What comes is no header, or the archive ends within an entry.</exception>
    public LayerEntry? Next()
    {
        SkipContent();

        var extension = PaxRecords.None;
        byte[]? longName = null, longLink = null;
        while (true)
        {
            var header = Peek(Block);
            if (header.IsEmpty || !header.ContainsAnyExcept((byte)0))
            {
                // A block of zeros ends the archive, as does the end of the stream.
                return null;
            }

            EnsureChecksum(header);
            var type = (char)header[156];
            switch (type)
            {
                case Extension:
                    extension = PaxRecords.Parse(ReadExtension());
                    break;
                case GlobalExtension:
                    // Engines pass over it: git writes its commit there.
                    ReadExtension();
                    break;
                case GnuLongName:
                    longName = ReadExtension();
                    break;
                case GnuLongLink:
                    longLink = ReadExtension();
                    break;
                default:
                    return ReadEntry(header, type, extension, longName, longLink);
            }
        }
    }

    /// <summary>The next piece of the current entry's content, holes as zeros; empty at its end. It stays valid until the next call.</summary>
    /// <exception cref="DamagedArchive">The archive ends within the entry.</exception>
    public ReadOnlyMemory<byte> NextContent()
    {
        if (sparse is null)
        {
            return NextRaw(unread);
        }

        var (hole, data) = sparse.Next(Zeros.Length);
        if (hole > 0)
        {
            return Zeros.AsMemory(0, hole);
        }

        var content = NextRaw(data);
        sparse.Took(content.Length);
        return content;
    }

    /// <summary>Reads to the very end of the stream.</summary>
    /// <exception cref="DamagedArchive">The archive ends within the entry.</exception>
    public void Drain()
    {
        SkipContent();
        do
        {
            start = end = 0;
        }
        while (Fill());
    }

    private LayerEntry ReadEntry(ReadOnlySpan<byte> header, char type, PaxRecords extension, byte[]? longName, byte[]? longLink)
    {
        var kind = KindOf(type);
        var isGnu = header.Slice(257, 8).SequenceEqual("ustar  \0"u8);
        var isUstar = !isGnu && header.Slice(257, 6).SequenceEqual("ustar\0"u8);

        var name = extension.Text("GNU.sparse.name") ?? extension.Text("path") ?? Latin(Cut(longName)) ?? NameOf(header, isUstar);
        var link = extension.Text("linkpath") ?? Latin(Cut(longLink)) ?? Latin(Cut(header.Slice(157, 100)))!;
        if (kind == LayerEntryKind.File && name.EndsWith('/') && type is '\0')
        {
            // Archives from before ustar mark a directory so.
            kind = LayerEntryKind.Directory;
        }

        // What links, directories and devices say of their size is no content that follows.
        var stored = kind is LayerEntryKind.File or LayerEntryKind.Unknown ? extension.Number("size") ?? Number(header.Slice(124, 12)) : 0;
        Refuse(stored < 0, "a negative size");

        var entry = new LayerEntry(
            EntryPath.OfBytes(name),
            kind,
            (int)(Number(header.Slice(100, 8)) & 0xFFF),
            extension.Number("uid") ?? Number(header.Slice(108, 8)),
            extension.Number("gid") ?? Number(header.Slice(116, 8)),
            stored,
            extension.Seconds("mtime") ?? Number(header.Slice(136, 12)),
            kind is LayerEntryKind.SymbolicLink or LayerEntryKind.HardLink ? link : "",
            kind is LayerEntryKind.CharacterDevice or LayerEntryKind.BlockDevice ? Number(header.Slice(329, 8)) : 0,
            kind is LayerEntryKind.CharacterDevice or LayerEntryKind.BlockDevice ? Number(header.Slice(337, 8)) : 0,
            extension.Attributes);

        var old = type == GnuSparse ? OldSparse(header, stored) : null;
        start += Block;
        sparse = old is null ? extension.Sparse(stored) : old;
        if (sparse is { IsMapInContent: true })
        {
            Begin(stored);
            ReadSparseMap(sparse);
        }
        else
        {
            Begin(stored);
        }

        return sparse is null ? entry : entry with { Size = sparse.Length };
    }

    // GNU's first form: the map begins in the header and goes on in blocks of its own before the content.
    private SparseFile OldSparse(ReadOnlySpan<byte> header, long stored)
    {
        var map = new SparseFile(Number(header.Slice(483, 12)), stored);
        map.Add(header.Slice(386, 96), Number);

        var more = header[482] != 0;
        while (more)
        {
            start += Block;
            var block = Peek(Block);
            Refuse(block.IsEmpty, "the end within a sparse file's map");
            map.Add(block[..504], Number);
            more = block[504] != 0;
        }

        map.Check();
        return map;
    }

    // GNU's third form (1.0): decimal numbers, a line each, at the beginning of the content, filled up to a block.
    private void ReadSparseMap(SparseFile map)
    {
        var read = 0;
        var count = ReadLine();
        Refuse(count is < 0 or > 1_000_000, "a sparse map of that many pieces");
        for (var i = 0; i < count; i++)
        {
            map.Add(ReadLine(), ReadLine());
        }

        for (var rest = (Block - (read % Block)) % Block; rest > 0;)
        {
            rest -= NextRaw(rest).Length;
        }

        map.Check();

        long ReadLine()
        {
            var value = 0L;
            while (true)
            {
                var piece = NextRaw(1).Span;
                Refuse(piece.IsEmpty, "the end within a sparse file's map");
                read++;
                if (piece[0] == '\n')
                {
                    return value;
                }

                Refuse(piece[0] is < (byte)'0' or > (byte)'9' || value > long.MaxValue / 10 - 10, "no number in a sparse file's map");
                value = (value * 10) + (piece[0] - '0');
            }
        }
    }

    private byte[] ReadExtension()
    {
        var size = Number(Peek(Block).Slice(124, 12));
        Refuse(size is < 0 or > LongestExtension, $"an extended header of {size.ToString(CultureInfo.InvariantCulture)} bytes");
        start += Block;
        Begin(size);

        var content = new byte[size];
        for (var at = 0; at < content.Length;)
        {
            var piece = NextRaw(unread);
            piece.Span.CopyTo(content.AsSpan(at));
            at += piece.Length;
        }

        SkipContent();
        return content;
    }

    private void Begin(long size)
    {
        unread = size;
        padding = (int)((Block - (size % Block)) % Block);
    }

    private void SkipContent()
    {
        sparse = null;
        while (unread > 0)
        {
            NextRaw(unread);
        }

        while (padding > 0)
        {
            // Some writers end their archive without filling up the last block.
            if (start == end && !Fill())
            {
                padding = 0;
                break;
            }

            var skipped = Math.Min(padding, end - start);
            start += skipped;
            padding -= skipped;
        }
    }

    private ReadOnlyMemory<byte> NextRaw(long most)
    {
        most = Math.Min(most, unread);
        if (most <= 0)
        {
            return default;
        }

        if (start == end && !Fill())
        {
            throw new DamagedArchive($"The archive ends {unread.ToString(CultureInfo.InvariantCulture)} bytes before the end of an entry.");
        }

        var piece = buffer.AsMemory(start, (int)Math.Min(most, end - start));
        start += piece.Length;
        unread -= piece.Length;
        return piece;
    }

    // The next bytes without taking them; nothing at the end of the stream.
    private ReadOnlySpan<byte> Peek(int count)
    {
        if (end - start < count)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
            while (end < count && FillMore())
            {
            }

            if (end < count)
            {
                Refuse(end > 0 && buffer.AsSpan(0, end).ContainsAnyExcept((byte)0), "half a header at its end");
                return [];
            }
        }

        return buffer.AsSpan(start, count);
    }

    private bool Fill()
    {
        start = end = 0;
        return FillMore();
    }

    private bool FillMore()
    {
        var read = source.Read(buffer.AsSpan(end));
        end += read;
        return read > 0;
    }

    private static LayerEntryKind KindOf(char type) => type switch
    {
        '0' or '\0' or '7' or GnuSparse => LayerEntryKind.File,
        '1' => LayerEntryKind.HardLink,
        '2' => LayerEntryKind.SymbolicLink,
        '3' => LayerEntryKind.CharacterDevice,
        '4' => LayerEntryKind.BlockDevice,
        '5' => LayerEntryKind.Directory,
        '6' => LayerEntryKind.Fifo,
        _ => LayerEntryKind.Unknown,
    };

    private static string NameOf(ReadOnlySpan<byte> header, bool isUstar)
    {
        var name = Latin(Cut(header[..100]))!;
        var prefix = isUstar ? Latin(Cut(header.Slice(345, 155)))! : "";
        return prefix.Length > 0 ? $"{prefix}/{name}" : name;
    }

    private static void EnsureChecksum(ReadOnlySpan<byte> header) =>
        Refuse(!HasChecksum(header), "a header whose checksum does not hold");

    private static bool HasChecksum(ReadOnlySpan<byte> header)
    {
        // Over the block with the checksum's own field as blanks; some old writers summed signed bytes.
        int unsigned = 8 * ' ', signed = 8 * ' ';
        for (var i = 0; i < Block; i++)
        {
            if (i is < 148 or >= 156)
            {
                unsigned += header[i];
                signed += (sbyte)header[i];
            }
        }

        var said = Number(header.Slice(148, 8));
        return said == unsigned || said == signed;
    }

    // Octal digits between blanks and zeros; or, with the first bit set, a binary number in two's complement.
    private static long Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
        {
            Span<byte> wide = stackalloc byte[8];
            var isNegative = (field[0] & 0x40) != 0;
            wide.Fill(isNegative ? (byte)0xFF : (byte)0);
            var tail = field[Math.Max(0, field.Length - 8)..];
            tail.CopyTo(wide[(8 - tail.Length)..]);
            if (field.Length <= 8)
            {
                wide[8 - field.Length] = isNegative ? (byte)(field[0] | 0x80) : (byte)(field[0] & 0x7F);
            }

            return BinaryPrimitives.ReadInt64BigEndian(wide);
        }

        var value = 0L;
        foreach (var digit in field)
        {
            if (digit is >= (byte)'0' and <= (byte)'7')
            {
                value = (value << 3) | (long)(digit - '0');
            }
            else
            {
                Refuse(digit is not ((byte)' ' or (byte)0), "no number where one belongs");
            }
        }

        return value;
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text) => text.IndexOf((byte)0) is >= 0 and var zero ? text[..zero] : text;

    private static byte[]? Cut(byte[]? text) => text is null ? null : Cut(text.AsSpan()).ToArray();

    private static string? Latin(byte[]? text) => text is null ? null : Encoding.Latin1.GetString(text);

    private static string? Latin(ReadOnlySpan<byte> text) => Encoding.Latin1.GetString(text);

    private static void Refuse(bool isWrong, string what)
    {
        if (isWrong)
        {
            throw new DamagedArchive($"The archive holds {what}.");
        }
    }
}
