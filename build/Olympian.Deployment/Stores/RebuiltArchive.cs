using Olympian.Deployment.Archives;

namespace Olympian.Deployment.Stores;

/// <summary>
/// A layer's archive as it was when it was pulled or built, made again from the engine's record of it and the files on the disk: if each
/// of them is what it was, so is the archive, byte for byte.
/// </summary>
/// <param name="records">The engine's record of the archive.</param>
/// <param name="directory">The layer's files.</param>
/// <param name="checksums">
/// Also compare each file with its own checksum. Not needed to find damage (the archive's digest does), but to name the file.
/// </param>
internal sealed class RebuiltArchive(TarSplitRecords records, ILayerDirectory directory, bool checksums = false) : ReadOnlyStream
{
    private readonly Dictionary<EntryPath, StoredEntry> seen = [];
    private readonly Dictionary<EntryPath, LayerFault> faults = [];

    private bool isOver;
    private int segmentAt;
    private IStoredFile? file;
    private long left; // of the file in hand, as the record says
    private Crc64? checksum;

    /// <summary>The files that were read, as they lie on the disk.</summary>
    public IReadOnlyDictionary<EntryPath, StoredEntry> Seen => seen;

    /// <summary>What is wrong with files: gone, longer or shorter, or (if asked for) of another checksum.</summary>
    public IReadOnlyCollection<LayerFault> Faults => faults.Values;

    /// <summary>A path that the archive holds twice. What is on the disk is the last one's; the first's is lost, and with it the archive.</summary>
    public EntryPath? Twice { get; private set; }

    /// <summary>Whether a header says that its file was sparse: the record tells such a file as it is, not as the archive had it.</summary>
    public bool HoldsSparse { get; private set; }

    /// <exception cref="DamagedArchive">The record cannot be read.</exception>
    public override int Read(Span<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = ReadPiece(buffer[filled..]);
            if (read == 0 && !Advance())
            {
                break;
            }

            filled += read;
        }

        return filled;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file?.Dispose();
            records.Dispose();
        }

        base.Dispose(disposing);
    }

    private int ReadPiece(Span<byte> buffer)
    {
        if (left > 0)
        {
            return ReadFile(buffer[..(int)Math.Min(buffer.Length, left)]);
        }

        var rest = records.Segment[segmentAt..];
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        segmentAt += count;
        return count;
    }

    private int ReadFile(Span<byte> buffer)
    {
        var read = file?.Read(buffer) ?? 0;
        if (read == 0)
        {
            // Something must stand in for what is not there, so that the entries behind it can still be read.
            buffer.Clear();
            read = buffer.Length;
        }

        checksum?.Append(buffer[..read]);
        left -= read;
        if (left == 0)
        {
            EndFile();
        }

        return read;
    }

    private bool Advance()
    {
        if (isOver || !records.Next())
        {
            isOver = true;
            return false;
        }

        if (records.IsSegment)
        {
            segmentAt = 0;
            HoldsSparse |= records.Segment.IndexOf("GNU.sparse."u8) >= 0;
            return true;
        }

        segmentAt = records.Segment.Length; // a checksum is no part of the archive
        if (records.Size > 0)
        {
            BeginFile();
        }

        return true;
    }

    private void BeginFile()
    {
        left = records.Size;
        checksum = checksums && records.Checksum is not null ? new() : null;
        if (seen.ContainsKey(records.Path) || faults.ContainsKey(records.Path))
        {
            Twice ??= records.Path;
            faults.Remove(records.Path);
        }

        file = directory.Open(records.Path);
        if (file is null)
        {
            faults[records.Path] = new(FaultKind.Missing, records.Path, $"a file of {records.Size} bytes", Describe(directory.Find(records.Path)));
            return;
        }

        seen[records.Path] = file.Entry;
        if (file.Entry.Facts.Size != records.Size)
        {
            faults[records.Path] = new(FaultKind.Content, records.Path, $"{records.Size} bytes", $"{file.Entry.Facts.Size} bytes");
        }
    }

    private void EndFile()
    {
        file?.Dispose();
        file = null;
        if (checksum is not null && checksum.Value != records.Checksum && !faults.ContainsKey(records.Path))
        {
            faults[records.Path] = new(
                FaultKind.Content,
                records.Path,
                $"content of CRC-64 {records.Checksum:x16}",
                $"content of CRC-64 {checksum.Value:x16}, of the same size");
        }

        checksum = null;
    }

    private static string Describe(StoredEntry? found) =>
        found is null ? "nothing" : EntryDifference.WordFor(found.Facts);
}
