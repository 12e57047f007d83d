using System.Buffers.Binary;
using System.Text;

namespace Olympian.Deployment.Archives;

/// <summary>
/// Writes a tar archive of plain files forwards, each of a length that is known beforehand. <see cref="System.Formats.Tar.TarWriter"/>
/// takes a file whole into memory when neither end can seek, and a layer may have gigabytes.
/// </summary>
internal sealed class ArchiveWriter(Stream destination)
{
    private const int Block = 512;
    private const long LargestInOctal = 0x1FFFFFFFF;

    /// <summary>Writes a file.</summary>
    /// <param name="name">Its name: ASCII, at most 99 characters.</param>
    /// <param name="size">Its length in bytes.</param>
    /// <param name="write">Writes exactly as many bytes.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task WriteAsync(string name, long size, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        await destination.WriteAsync(Header(name, size), cancellationToken);
        await write(destination);
        await destination.WriteAsync(new byte[(Block - (size % Block)) % Block], cancellationToken);
    }

    /// <summary>Writes a file whose bytes are at hand.</summary>
    public Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync(name, content.Length, stream => stream.WriteAsync(content, cancellationToken).AsTask(), cancellationToken);

    /// <summary>Ends the archive.</summary>
    public async Task EndAsync(CancellationToken cancellationToken) => await destination.WriteAsync(new byte[2 * Block], cancellationToken);

    private static byte[] Header(string name, long size)
    {
        if (name.Length > 99)
        {
            throw new ArgumentException($"'{name}' does not fit into a header.", nameof(name));
        }

        var header = new byte[Block];
        Text(0, name);
        Octal(100, 8, 0b110_100_100);
        Octal(108, 8, 0);
        Octal(116, 8, 0);
        if (size <= LargestInOctal)
        {
            Octal(124, 12, size);
        }
        else
        {
            header[124] = 0x80;
            BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(128), size);
        }

        Octal(136, 12, 0);
        header[156] = (byte)'0';
        Text(257, "ustar\0" + "00");
        header.AsSpan(148, 8).Fill((byte)' ');
        Octal(148, 7, header.Sum(one => one));
        return header;

        void Text(int offset, string text) => Encoding.ASCII.GetBytes(text, header.AsSpan(offset));

        void Octal(int offset, int width, long value) => Text(offset, Convert.ToString(value, 8).PadLeft(width - 1, '0'));
    }
}
