namespace Olympian.Deployment.Archives;

/// <summary>What one layer holds: its entries in the archive's order, files with the digest of their content.</summary>
/// <param name="Entries">The entries.</param>
public sealed record LayerContent(IReadOnlyList<LayerContent.Item> Entries)
{
    /// <summary>Reads an archive to its very end.</summary>
    /// <exception cref="DamagedArchive">It is none.</exception>
    public static LayerContent Read(Stream archive)
    {
        var reader = new ArchiveReader(archive);
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        var items = new List<Item>();
        Span<byte> digest = stackalloc byte[32];
        while (reader.Next() is { } entry)
        {
            if (entry.Kind != LayerEntryKind.File)
            {
                items.Add(new(entry, default));
                continue;
            }

            for (var piece = reader.NextContent(); !piece.IsEmpty; piece = reader.NextContent())
            {
                hash.AppendData(piece.Span);
            }

            hash.GetHashAndReset(digest);
            items.Add(new(entry, new(digest)));
        }

        reader.Drain();
        return new(items);
    }

    /// <summary>One entry.</summary>
    /// <param name="Entry">Its header.</param>
    /// <param name="Content">The digest of its content; of no meaning for what is no file.</param>
    public readonly record struct Item(LayerEntry Entry, ContentDigest Content);
}
