using Olympian.Deployment.Archives;

namespace Olympian.Deployment.Stores;

/// <summary>
/// Checks one layer where it lies: makes its archive again and compares the digest with the diff id; compares each header with the file on
/// the disk; and looks for files that no entry accounts for.
/// </summary>
public static class StoredLayer
{
    private const int MostFaults = 20;

    /// <param name="diffId">The layer's diff id: the SHA-256 of its archive, <c>sha256:…</c>.</param>
    /// <param name="openRecord">Opens the engine's record of the archive (tar-split), compressed as it lies there.</param>
    /// <param name="directory">The layer's files.</param>
    /// <param name="onBytes">Told how many bytes of the archive were read since it was last told.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public static LayerReading Read(
        string diffId, Func<Stream> openRecord, ILayerDirectory directory, Action<long> onBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(openRecord);
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(onBytes);

        var faults = new List<LayerFault>();
        string? note = null;
        var listing = new LayerListing();
        using var archive = new RebuiltArchive(new(openRecord()), directory);
        using var hashed = new HashingStream(archive);

        string? brokenRecord = null;
        try
        {
            var reader = new ArchiveReader(new CancellableStream(hashed, onBytes, cancellationToken));
            while (reader.Next() is { } entry)
            {
                listing.Add(entry);
            }

            reader.Drain();
        }
        catch (DamagedArchive damaged)
        {
            brokenRecord = damaged.Message;
        }

        var actual = hashed.Finish().ToString();
        faults.AddRange(archive.Faults);
        if (brokenRecord is not null && !archive.HoldsSparse)
        {
            faults.Add(new(FaultKind.ArchiveRecord, null, $"the record of an archive of diff id {diffId}", brokenRecord));
        }
        else if (brokenRecord is not null || actual != diffId)
        {
            note = Explain(diffId, actual, openRecord, directory, faults, cancellationToken);
        }

        // With half a record it is not known which files belong here.
        if (brokenRecord is null && faults.All(fault => fault.Kind != FaultKind.ArchiveRecord))
        {
            faults.AddRange(listing.CompareWith(directory, archive.Seen, cancellationToken));
        }

        // The same may have been noticed in several ways; only of attributes one path may have several wrong.
        var distinct = faults.DistinctBy(fault => (fault.Kind, fault.Path, fault.Kind == FaultKind.Attributes ? fault.Expected : "")).ToArray();
        return new(hashed.Bytes, [.. distinct.Take(MostFaults)], Math.Max(0, distinct.Length - MostFaults), note);
    }

    // The digest says that something is wrong and not what. Each file's own checksum does.
    private static string? Explain(
        string diffId, string actual, Func<Stream> openRecord, ILayerDirectory directory, List<LayerFault> faults, CancellationToken cancellationToken)
    {
        using var again = new RebuiltArchive(new(openRecord()), directory, checksums: true);
        try
        {
            var piece = new byte[256 * 1024];
            while (again.Read(piece) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        catch (DamagedArchive damaged)
        {
            faults.Add(new(FaultKind.ArchiveRecord, null, $"the record of an archive of diff id {diffId}", damaged.Message));
            return null;
        }

        if (again.Faults.Count > 0)
        {
            faults.AddRange(again.Faults);
            return null;
        }

        if (again.HoldsSparse)
        {
            // Nor can the engine.
            return "its archive held sparse files, which the engine's record tells as they are on the disk, and cannot be made again; "
                + "each file was compared with its own CRC-64 instead of the layer's SHA-256";
        }

        if (again.Twice is { } path)
        {
            // The engine itself cannot save or push such a layer.
            return $"its archive held {path} twice and cannot be made again; "
                + "each file was compared with its own CRC-64 instead of the layer's SHA-256";
        }

        faults.Add(new(
            FaultKind.ArchiveRecord,
            null,
            $"diff id {diffId}",
            $"{actual}, though each file has its checksum: the record of the archive's headers is altered"));
        return null;
    }
}
