using System.Text;

namespace Olympian.Build.Tests.Archives;

/// <summary>A tar header written field by field, for what no writer of the framework's makes.</summary>
internal sealed class RawHeader
{
    private readonly byte[] block = new byte[512];

    public RawHeader(char type, string name, long size, string magic = "ustar\000")
    {
        Text(0, name).Octal(100, 8, 0b110_100_100).Octal(108, 8, 0).Octal(116, 8, 0).Octal(124, 12, size).Octal(136, 12, 0);
        block[156] = (byte)type;
        Text(257, magic);
    }

    public RawHeader Text(int offset, string text)
    {
        Encoding.Latin1.GetBytes(text, block.AsSpan(offset));
        return this;
    }

    public RawHeader Bytes(int offset, params byte[] bytes)
    {
        bytes.CopyTo(block.AsSpan(offset));
        return this;
    }

    public RawHeader Octal(int offset, int width, long value) => Text(offset, Convert.ToString(value, 8).PadLeft(width - 1, '0'));

    /// <summary>The block with its checksum.</summary>
    public byte[] ToBytes()
    {
        block.AsSpan(148, 8).Fill((byte)' ');
        var sum = block.Sum(one => one);
        Text(148, $"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ");
        return [.. block];
    }

    /// <summary>Content filled up to a block.</summary>
    public static byte[] Padded(byte[] content) => [.. content, .. new byte[(512 - (content.Length % 512)) % 512]];

    /// <summary>A pax extended header of these records.</summary>
    public static byte[] Extension(params string[] records)
    {
        var content = Encoding.Latin1.GetBytes(string.Concat(records.Select(Record)));
        return [.. new RawHeader('x', "pax", content.Length).ToBytes(), .. Padded(content)];
    }

    private static string Record(string record)
    {
        var length = record.Length + 2;
        while ($"{length} {record}\n".Length != length)
        {
            length = $"{length} {record}\n".Length;
        }

        return $"{length} {record}\n";
    }
}
