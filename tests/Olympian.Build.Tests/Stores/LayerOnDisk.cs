using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Tests.Stores;

/// <summary>A layer as an engine keeps it: its files unpacked in memory, and the record of its archive. A test alters either.</summary>
internal sealed class LayerOnDisk : ILayerDirectory
{
    private ulong nextInode = 1;

    /// <param name="archive">A ustar archive, each of whose names fits into a header.</param>
    public LayerOnDisk(byte[] archive)
    {
        DiffId = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(archive))}";
        RecordLines = [.. RecordOf(archive)];
        Unpack(archive);
    }

    public string DiffId { get; }

    /// <summary>The record's lines, before they are compressed.</summary>
    public List<string> RecordLines { get; set; }

    /// <summary>Where not null, the compressed record itself.</summary>
    public byte[]? Record { get; set; }

    public Dictionary<EntryPath, (StoredEntry Entry, byte[] Content)> Files { get; } = [];

    public LayerReading Read() => StoredLayer.Read(DiffId, OpenRecord, this, _ => { }, CancellationToken.None);

    /// <summary>What is found, in one line each.</summary>
    public string[] Faults() => [.. Read().Faults.Select(fault => $"{fault.Kind} {fault.Path?.ToString() ?? "-"}")];

    public void Alter(string path, Func<StoredEntry, StoredEntry> change) =>
        Files[EntryPath.OfText(path)] = (change(Files[EntryPath.OfText(path)].Entry), Files[EntryPath.OfText(path)].Content);

    public void Write(string path, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var before = Files[EntryPath.OfText(path)].Entry;
        Files[EntryPath.OfText(path)] = (before with { Facts = before.Facts with { Size = bytes.Length } }, bytes);
    }

    public void Put(string path, LayerEntryKind kind, string content = "") =>
        Files[EntryPath.OfText(path)] = (
            new(new(EntryPath.OfText(path), kind, 0b110_100_100, 0, 0, content.Length, 0, "", 0, 0, LayerEntry.NoAttributes), nextInode++, IsOpaque: false),
            Encoding.UTF8.GetBytes(content));

    public IStoredFile? Open(EntryPath path) =>
        Files.TryGetValue(path, out var file) && file.Entry.Facts.Kind == LayerEntryKind.File ? new OpenFile(file.Entry, file.Content) : null;

    public StoredEntry? Find(EntryPath path) => Files.TryGetValue(path, out var file) ? file.Entry : null;

    public IEnumerable<EntryPath> All() => Files.Keys;

    public void Dispose()
    {
    }

    private MemoryStream OpenRecord()
    {
        if (Record is not null)
        {
            return new(Record);
        }

        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(string.Concat(RecordLines.Select(line => $"{line}\n"))));
        }

        output.Position = 0;
        return output;
    }

    // As tar-split writes it: everything that is no content of a file comes as a piece of the archive, up to the next file's name.
    private static IEnumerable<string> RecordOf(byte[] archive)
    {
        var at = 0;
        while (at < archive.Length && archive[at] != 0)
        {
            var name = Encoding.UTF8.GetString(archive, at, 100).TrimEnd('\0');
            var size = archive[at + 156] is (byte)'0' ? Convert.ToInt32(Encoding.ASCII.GetString(archive, at + 124, 11), 8) : 0;
            yield return Segment(archive[at..(at + 512)]);
            at += 512;
            yield return File(name, archive[at..(at + size)]);
            at += size;
            var padding = (512 - (size % 512)) % 512;
            if (padding > 0)
            {
                yield return Segment(archive[at..(at + padding)]);
            }

            at += padding;
        }

        yield return Segment(archive[at..]);
    }

    private static string Segment(byte[] bytes) => JsonSerializer.Serialize(new { type = 2, payload = bytes });

    private static string File(string name, byte[] content)
    {
        var crc = new Crc64();
        crc.Append(content);
        byte[] checksum = [.. BitConverter.GetBytes(crc.Value).Reverse()];
        return JsonSerializer.Serialize(new { type = 1, name, size = content.Length, payload = content.Length == 0 ? null : checksum });
    }

    private void Unpack(byte[] archive)
    {
        var reader = new ArchiveReader(new MemoryStream(archive));
        while (reader.Next() is { } entry)
        {
            using var content = new MemoryStream();
            for (var piece = reader.NextContent(); !piece.IsEmpty; piece = reader.NextContent())
            {
                content.Write(piece.Span);
            }

            if (Whiteout.IsOpaque(entry.Path))
            {
                Alter(entry.Path.Parent.ToString(), directory => directory with { IsOpaque = true });
            }
            else if (Whiteout.Hidden(entry.Path) is { } hidden)
            {
                Files[hidden] = (new(entry with { Path = hidden, Kind = LayerEntryKind.CharacterDevice }, nextInode++, IsOpaque: false), []);
            }
            else if (entry.Kind == LayerEntryKind.HardLink)
            {
                Files[entry.Path] = Files[entry.HardLinkTarget];
            }
            else
            {
                Files[entry.Path] = (new(entry, nextInode++, IsOpaque: false), content.ToArray());
            }
        }
    }

    private sealed class OpenFile(StoredEntry entry, byte[] content) : IStoredFile
    {
        private readonly MemoryStream stream = new(content);

        public StoredEntry Entry { get; } = entry;

        public int Read(Span<byte> buffer) => stream.Read(buffer);

        public void Dispose() => stream.Dispose();
    }
}
