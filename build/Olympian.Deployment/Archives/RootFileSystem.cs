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

    // Directories in which it does so.
    private static readonly HashSet<EntryPath> AroundThem = [EntryPath.Root, EntryPath.OfText("dev"), EntryPath.OfText("etc")];

    /// <param name="expected">The image's files.</param>
    /// <param name="container">The container's files as a tar archive.</param>
    /// <exception cref="DamagedArchive">What comes is no archive.</exception>
    public static LayerReading Compare(FileTree expected, Stream container)
    {
        ArgumentNullException.ThrowIfNull(expected);

        var comparison = new Comparison(expected);
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

    private sealed class Comparison(FileTree expected)
    {
        // By path and not by file: a file of two names may have lost one.
        private readonly HashSet<EntryPath> seen = [];

        public List<LayerFault> Faults { get; } = [];

        public void Take(LayerEntry actual, ContentDigest content)
        {
            var path = actual.Path;
            var node = expected.Find(path);
            seen.Add(path);
            if (EnginesOwn.Contains(path))
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

            var compared = path.IsRoot ? Compared.None : AroundThem.Contains(path) ? node.Comparable & ~Compared.Times : node.Comparable;
            var differs = false;
            foreach (var difference in EntryDifference.Between(node.Entry, actual, compared))
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
            if (target is null || node.Entry.Kind != LayerEntryKind.File || node.Content != target.Content || node.Entry.Size != target.Entry.Size)
            {
                Faults.Add(new(
                    FaultKind.Content, actual.Path, EntryDifference.WordFor(node.Entry), EntryDifference.WordFor(actual)));
            }
        }
    }
}
