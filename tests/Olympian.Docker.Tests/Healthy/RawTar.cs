using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Olympian.Docker.Tests.Healthy;

/// <summary>
/// A tar archive in a dialect of choice, written byte by byte: for what the framework's writer does not write, such as sparse files, names
/// that are no UTF-8, numbers in binary.
/// </summary>
internal sealed class RawTar(TarDialect dialect = TarDialect.Pax)
{
    private const int Block = 512;

    private readonly List<TarItem> items = [];

    /// <summary>How many entries it has.</summary>
    public int Count => items.Count;

    public RawTar Add(TarItem item)
    {
        items.Add(item);
        return this;
    }

    public RawTar File(string name, string text = "", int mode = 644) =>
        Add(new('0', name) { Content = Encoding.UTF8.GetBytes(text), Mode = mode });

    public RawTar Directory(string name, int mode = 755) => Add(new('5', name + "/") { Mode = mode });

    public RawTar SymbolicLink(string name, string target) => Add(new('2', name) { Link = target, Mode = 777 });

    /// <summary>A second name of what came before.</summary>
    public RawTar HardLink(string name, string target, int mode = 644) => Add(new('1', name) { Link = target, Mode = mode });

    /// <summary>What a layer below has under this name is not there any more.</summary>
    public RawTar Whiteout(string name) => File(Beside(name, ".wh." + name[(name.LastIndexOf('/') + 1)..]));

    /// <summary>Of what the layers below have in the directory, nothing is there any more.</summary>
    public RawTar Opaque(string directory) => Directory(directory).File($"{directory}/.wh..wh..opq");

    /// <summary>Writes the archive, with the two empty blocks that end it.</summary>
    public void WriteTo(Stream stream)
    {
        items.ForEach(item => Write(item, stream));
        stream.Write(new byte[2 * Block]);
    }

    private static string Beside(string name, string other) =>
        name.LastIndexOf('/') is >= 0 and var slash ? $"{name[..slash]}/{other}" : other;

    private void Write(TarItem item, Stream stream)
    {
        var content = item.Content;
        var records = new List<(string Key, string Value)>();
        var header = new byte[Block];
        var name = item.Name;
        if (item.SparseLength is { } length)
        {
            records.AddRange(
            [
                ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", name), ("GNU.sparse.realsize", Text(length)),
            ]);
            content = [.. Padded(Encoding.ASCII.GetBytes($"1\n{item.PieceAt}\n{item.Content.Length}\n")), .. item.Content];
            name = "GNUSparseFile.0/x";
        }

        WriteName(name, 0, "path", 'L');
        WriteName(item.Link, 157, "linkpath", 'K');
        Number(100, 8, Convert.ToInt32(Text(item.Mode), 8), null);
        Number(108, 8, item.UserId, "uid");
        Number(116, 8, item.GroupId, "gid");
        Number(124, 12, content.Length, "size");
        Number(136, 12, (long)Math.Floor(item.Modified), "mtime");
        if (dialect == TarDialect.Pax && item.Modified != Math.Floor(item.Modified))
        {
            records.RemoveAll(record => record.Key == "mtime");
            records.Add(("mtime", item.Modified.ToString(CultureInfo.InvariantCulture)));
        }

        records.AddRange(item.Attributes.Select(attribute =>
            ($"SCHILY.xattr.{attribute.Key}", Encoding.Latin1.GetString(attribute.Value))));
        header[156] = dialect == TarDialect.V7 && item.Type is ('0' or '5') ? (byte)0 : (byte)item.Type;
        if (dialect != TarDialect.V7)
        {
            Bytes(257, dialect == TarDialect.Gnu ? "ustar  \0" : "ustar\000");
            if (item.Type is '3' or '4')
            {
                Number(329, 8, item.Major, null);
                Number(337, 8, item.Minor, null);
            }
        }

        if (records.Count > 0)
        {
            var extension = Encoding.Latin1.GetBytes(string.Concat(records.Select(record => Record($"{record.Key}={record.Value}"))));
            new RawTar(TarDialect.Ustar).Write(new('x', "PaxHeaders/x") { Content = extension }, stream);
        }

        Seal(header);
        stream.Write(header);
        stream.Write(content);
        stream.Write(new byte[Padding(content.Length)]);

        void WriteName(string text, int at, string key, char gnuType)
        {
            var isPlain = text.Length <= 100 && text.All(letter => letter is > '\0' and < '\u0080');
            if (isPlain || text.Length <= 100 && dialect != TarDialect.Pax)
            {
                Bytes(at, text);
                return;
            }

            switch (dialect)
            {
                case TarDialect.Pax:
                    records.Add((key, text));
                    Bytes(at, "long");
                    break;
                case TarDialect.Gnu:
                    var whole = Encoding.Latin1.GetBytes(text + '\0');
                    new RawTar(TarDialect.Gnu).Write(new(gnuType, "././@LongLink") { Content = whole }, stream);
                    Bytes(at, text[..100]);
                    break;
                default:
                    var slash = text.LastIndexOf('/', Math.Min(text.Length - 2, 155));
                    Bytes(at, text[(slash + 1)..]);
                    Bytes(345, text[..slash]);
                    break;
            }
        }

        void Number(int at, int width, long value, string? key)
        {
            if (value >= 0 && value < 1L << (3 * (width - 1)))
            {
                Bytes(at, Convert.ToString(value, 8).PadLeft(width - 1, '0'));
            }
            else if (dialect == TarDialect.Pax)
            {
                records.Add((key!, Text(value)));
                Bytes(at, new string('0', width - 1));
            }
            else
            {
                // GNU's: binary, the first bit set; a negative number in two's complement.
                var field = header.AsSpan(at, width);
                field.Fill(value < 0 ? (byte)0xFF : (byte)0);
                Span<byte> wide = stackalloc byte[8];
                BinaryPrimitives.WriteInt64BigEndian(wide, value);
                wide[Math.Max(0, 8 - width)..].CopyTo(field[Math.Max(0, width - 8)..]);
                field[0] |= 0x80;
            }
        }

        void Bytes(int at, string latin) => Encoding.Latin1.GetBytes(latin, header.AsSpan(at));
    }

    private static void Seal(byte[] header)
    {
        header.AsSpan(148, 8).Fill((byte)' ');
        var sum = header.Sum(one => one);
        Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ", header.AsSpan(148));
    }

    // Its own length is part of what it counts.
    private static string Record(string record)
    {
        var length = record.Length + 2;
        while ($"{length} {record}\n".Length != length)
        {
            length = $"{length} {record}\n".Length;
        }

        return $"{length} {record}\n";
    }

    private static byte[] Padded(byte[] content) => [.. content, .. new byte[Padding(content.Length)]];

    private static int Padding(int length) => (Block - (length % Block)) % Block;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
