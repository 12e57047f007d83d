using Olympian.Deployment.Stores;

namespace Olympian.Deployment.Archives;

/// <summary>Compares what a container would really see, as <c>docker cp CONTAINER:/ -</c> streams it, with an image's layers.</summary>
public static class RootFileSystem
{
    private const int MostFaults = 20;

    // What the engine puts into every container, over whatever the image has there (moby's daemon/initlayer).
    private static readonly HashSet<EntryPath> EnginesOwn =
    [
        .. new[]
        {
            "dev/console", "dev/pts", "dev/shm", "etc/hosts", "etc/hostname", "etc/mtab", "etc/resolv.conf", "proc", "sys", ".dockerenv", ".dockerinit",
        }.Select(EntryPath.OfText),
    ];

    // Directories in which it does so. It makes them where they are not, also in the place of a link or a file.
    private static readonly EntryPath[] AroundThem = [EntryPath.OfText("dev"), EntryPath.OfText("etc")];

    /// <param name="expected">The image's files.</param>
    /// <param name="configuration">What the engine makes for a container, as the image says: volumes, a working directory.</param>
    /// <param name="container">The container's files as a tar archive.</param>
    /// <exception cref="DamagedArchive">What comes is no archive.</exception>
    public static LayerReading Compare(FileTree expected, ImageConfiguration configuration, Stream container)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(configuration);

        var comparison = new Comparison(expected, configuration);
        using var counted = new HashingStream(container);
        var reader = new ArchiveReader(counted);
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        Span<byte> digest = stackalloc byte[32];
        while (reader.Next() is { } entry)
        {
            var content = ContentDigest.Empty;
            if (entry is { Kind: LayerEntryKind.File, Size: > 0 })
            {
                for (var piece = reader.NextContent(); !piece.IsEmpty; piece = reader.NextContent())
                {
                    hash.AppendData(piece.Span);
                }

                hash.GetHashAndReset(digest);
                content = new(digest);
            }

            comparison.Take(entry, content);
        }

        reader.Drain();
        comparison.Finish();
        return new(counted.Bytes, [.. comparison.Faults.Take(MostFaults)], Math.Max(0, comparison.Faults.Count - MostFaults), null);
    }

    private sealed class Comparison
    {
        private readonly FileTree expected;

        // By path and not by file: a file of two names may have lost one.
        private readonly HashSet<EntryPath> seen = [];

        // Directories that the engine makes for a container where the image has none.
        private readonly HashSet<EntryPath> made = [];

        // Directories whose time that changes.
        private readonly HashSet<EntryPath> changed = [.. AroundThem];

        // A volume is filled with a copy of what the image has there; its directories' times are those of the copying.
        private readonly HashSet<EntryPath> volumes;

        public Comparison(FileTree expected, ImageConfiguration configuration)
        {
            this.expected = expected;
            volumes = [.. configuration.Volumes.Select(expected.Resolve)];
            foreach (var place in volumes.Append(expected.Resolve(configuration.WorkingDirectory)).Concat(AroundThem))
            {
                for (var at = place; !at.IsRoot && expected.Find(at) is not { Entry.IsDirectory: true }; at = at.Parent)
                {
                    made.Add(at);
                    changed.Add(at.Parent);
                }
            }
        }

        public List<LayerFault> Faults { get; } = [];

        public void Take(LayerEntry actual, ContentDigest content)
        {
            var path = actual.Path;
            var node = expected.Find(path);
            seen.Add(path);
            if (EnginesOwn.Contains(path) || (actual.IsDirectory && made.Contains(path)))
            {
                return;
            }

            if (node is null)
            {
                Faults.Add(new(FaultKind.Unexpected, path, "nothing", EntryDifference.WordFor(actual)));
                return;
            }

            if (actual.Kind == LayerEntryKind.HardLink)
            {
                TakeLink(actual, node);
                return;
            }

            var isTimeChanged = actual.IsDirectory && (changed.Contains(path) || IsInVolume(path));
            var compared = path.IsRoot ? Compared.None : isTimeChanged ? node.Comparable & ~Compared.Times : node.Comparable;
            var differs = false;
            foreach (var difference in EntryDifference.Between(AsCopied(node.Entry), actual, compared))
            {
                differs = true;
                Faults.Add(new(
                    difference.What == "size" ? FaultKind.Content : FaultKind.Attributes,
                    path,
                    $"{difference.What} {difference.Expected}",
                    $"{difference.What} {difference.Actual}"));
            }

            if (!differs && actual.Kind == LayerEntryKind.File && content != node.Content)
            {
                Faults.Add(new(FaultKind.Content, path, $"content of {node.Content}", $"content of {content}, of the same size"));
            }
        }

        public void Finish()
        {
            foreach (var (path, node) in expected.All().Where(entry => !seen.Contains(entry.Path)))
            {
                // A directory that is gone says it of all that was in it.
                if (!EnginesOwn.Contains(path) && (path.Parent.IsRoot || seen.Contains(path.Parent)))
                {
                    Faults.Add(new(FaultKind.Missing, path, EntryDifference.WordFor(node.Entry), "nothing"));
                }
            }
        }

        // The first name of a file comes with its content, every further one as a link to it.
        private void TakeLink(LayerEntry actual, FileTree.Node node)
        {
            var target = expected.Find(actual.HardLinkTarget);
            if (target is null || node.Entry.IsDirectory || node.Content != target.Content
                || EntryDifference.Between(node.Entry, target.Entry, Compared.None).Any())
            {
                Faults.Add(new(
                    FaultKind.Content, actual.Path, EntryDifference.WordFor(node.Entry), EntryDifference.WordFor(actual)));
            }
        }

        private bool IsInVolume(EntryPath path)
        {
            for (; !path.IsRoot; path = path.Parent)
            {
                if (volumes.Contains(path))
                {
                    return true;
                }
            }

            return false;
        }

        // Whoever writes the archive gives capabilities of one user namespace (revision 3) as those of any (revision 2): without the last
        // of their numbers. https://github.com/moby/moby/blob/v26.1.5/pkg/archive/archive.go, ReadSecurityXattrToTarHeader
        private static LayerEntry AsCopied(LayerEntry entry) =>
            entry.ExtendedAttributes.GetValueOrDefault(LayerEntry.Capabilities) is [var flags, '\0', '\0', '\u0003', ..] capabilities
            && capabilities.Length == 24
                ? entry with
                {
                    ExtendedAttributes = new Dictionary<string, string>(entry.ExtendedAttributes)
                    {
                        [LayerEntry.Capabilities] = $"{flags}\0\0\u0002{capabilities[4..20]}",
                    },
                }
                : entry;
    }
}
