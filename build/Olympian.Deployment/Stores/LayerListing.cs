using Olympian.Deployment.Archives;

namespace Olympian.Deployment.Stores;

/// <summary>What a layer's archive holds, to be compared with what lies in its directory.</summary>
internal sealed class LayerListing
{
    // By path: an archive may name one twice, and the last one is what was unpacked.
    private readonly Dictionary<EntryPath, LayerEntry> entries = [];
    private readonly Dictionary<EntryPath, EntryPath> symbolicLinks = [];
    private readonly HashSet<EntryPath> opaque = [];

    // Of names that are hard links: the first name of the file behind them. A link may be one to another link.
    private readonly Dictionary<EntryPath, EntryPath> firstNames = [];

    // Files of several names, by the first, as the last of them left them.
    private readonly Dictionary<EntryPath, LayerEntry> named = [];

    /// <summary>Takes in an entry, in the archive's order.</summary>
    public void Add(LayerEntry entry)
    {
        if (Whiteout.IsOpaque(entry.Path))
        {
            opaque.Add(entry.Path.Parent);
            return;
        }

        if (Whiteout.IsMetadata(entry.Path) || entry.Kind == LayerEntryKind.Unknown)
        {
            return;
        }

        if (Whiteout.Hidden(entry.Path) is { } hidden)
        {
            // overlay2 keeps it as a character device 0:0 in the name's place; nothing else of it means anything.
            entries[hidden] = entry with { Path = hidden, Kind = LayerEntryKind.CharacterDevice, Size = 0 };
            return;
        }

        entries[entry.Path] = entry;
        firstNames.Remove(entry.Path);
        named.Remove(entry.Path);
        if (entry.Kind == LayerEntryKind.SymbolicLink)
        {
            symbolicLinks[entry.Path] = TargetOf(entry);
        }
        else if (entry.Kind == LayerEntryKind.HardLink)
        {
            var first = firstNames.GetValueOrDefault(entry.HardLinkTarget, entry.HardLinkTarget);
            firstNames[entry.Path] = first;
            if ((named.GetValueOrDefault(first) ?? entries.GetValueOrDefault(first)) is { } before)
            {
                named[first] = before.WithFurtherName(entry);
            }
        }
    }

    /// <summary>Everything that is there and should not be, or the other way round, or is another.</summary>
    /// <param name="directory">The layer's directory.</param>
    /// <param name="seen">Entries of it that were looked at already.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    public IEnumerable<LayerFault> CompareWith(
        ILayerDirectory directory, IReadOnlyDictionary<EntryPath, StoredEntry> seen, CancellationToken cancellationToken)
    {
        var accounted = new HashSet<EntryPath>();
        foreach (var entry in entries.Values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Resolve(entry.Path);
            for (var above = path; accounted.Add(above) && !above.IsRoot; above = above.Parent)
            {
                // A directory that only other entries' paths name belongs here too.
            }

            var found = seen.GetValueOrDefault(entry.Path) ?? directory.Find(entry.Path);
            foreach (var fault in Compare(entry, found, directory))
            {
                yield return fault;
            }
        }

        foreach (var path in directory.All())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!accounted.Contains(path))
            {
                var found = directory.Find(path);
                yield return new(FaultKind.Unexpected, path, "nothing", found is null ? "something that vanished" : EntryDifference.WordFor(found.Facts));
            }
        }
    }

    private IEnumerable<LayerFault> Compare(LayerEntry entry, StoredEntry? found, ILayerDirectory directory)
    {
        if (found is null)
        {
            yield return new(FaultKind.Missing, entry.Path, EntryDifference.WordFor(entry), "nothing");
            yield break;
        }

        if (entry.Kind == LayerEntryKind.HardLink)
        {
            var target = directory.Find(entry.HardLinkTarget);
            if (target is not null && target.Inode != found.Inode)
            {
                yield return new(
                    FaultKind.Attributes, entry.Path, EntryDifference.WordFor(entry), $"{EntryDifference.WordFor(found.Facts)} of its own");
            }

            yield break;
        }

        var expected = named.GetValueOrDefault(entry.Path) ?? entry;
        var isWhiteout = entry.Kind == LayerEntryKind.CharacterDevice && (entry.DeviceMajor, entry.DeviceMinor) == (0, 0);

        // The engine makes the root before it unpacks anything, and again for each container.
        var compared = isWhiteout || entry.Path.IsRoot ? Compared.None : Compared.All;
        foreach (var difference in EntryDifference.Between(expected, found.Facts, compared))
        {
            yield return new(
                difference.What == "size" ? FaultKind.Content : FaultKind.Attributes,
                entry.Path,
                $"{difference.What} {difference.Expected}",
                $"{difference.What} {difference.Actual}");
        }

        if (entry.IsDirectory && found.Facts.IsDirectory && found.IsOpaque != opaque.Contains(entry.Path))
        {
            yield return new(
                FaultKind.Attributes, entry.Path, Opaqueness(opaque.Contains(entry.Path)), Opaqueness(found.IsOpaque));
        }
    }

    // Where an entry's directory is a symbolic link of this same layer, it was unpacked where that points.
    private EntryPath Resolve(EntryPath path)
    {
        if (symbolicLinks.Count == 0)
        {
            return path;
        }

        for (var hops = 0; hops < 40; hops++)
        {
            var link = path.Parent;
            while (!link.IsRoot && !symbolicLinks.ContainsKey(link))
            {
                link = link.Parent;
            }

            if (link.IsRoot)
            {
                return path;
            }

            path = EntryPath.OfBytes($"{symbolicLinks[link].Bytes}/{path.Bytes[(link.Bytes.Length + 1)..]}");
        }

        return path;
    }

    private static EntryPath TargetOf(LayerEntry link) =>
        EntryPath.OfBytes(link.LinkTarget.StartsWith('/') ? link.LinkTarget : $"{link.Path.Parent.Bytes}/{link.LinkTarget}");

    private static string Opaqueness(bool isOpaque) =>
        isOpaque ? "a directory that hides what lies below it" : "a directory through which what lies below it shows";
}
