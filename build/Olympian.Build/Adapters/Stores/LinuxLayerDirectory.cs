using Olympian.Deployment.Archives;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Adapters.Stores;

/// <summary>A layer's directory on this machine's disk. For one thread at a time.</summary>
internal sealed class LinuxLayerDirectory : ILayerDirectory
{
    private const string UserPrefix = "user.";

    private static readonly byte[] CapabilitiesName = LinuxCalls.Terminated(LayerEntry.Capabilities);
    private const string Opaque = "trusted.overlay.opaque";

    private static readonly byte[] OpaqueName = LinuxCalls.Terminated(Opaque);

    private readonly int directory;
    private readonly string shown;

    // Entries come directory by directory: nearly always the one before was in the same.
    private EntryPath lastPath;
    private int lastDirectory;

    /// <param name="directory">The open directory; closed with this.</param>
    /// <param name="shown">Its path, for messages.</param>
    public LinuxLayerDirectory(int directory, string shown)
    {
        this.directory = lastDirectory = directory;
        this.shown = shown;
    }

    public IStoredFile? Open(EntryPath path)
    {
        var parent = DirectoryOf(path);
        if (parent < 0)
        {
            return null;
        }

        var (name, where) = (LinuxCalls.Terminated(path.Name), Shown(path));
        if (LinuxCalls.Status(parent, name, where) is not { Kind: LayerEntryKind.File })
        {
            return null;
        }

        var file = LinuxCalls.OpenFile(parent, name, where);
        if (file < 0)
        {
            return null;
        }

        try
        {
            // Once more, of what was opened: no other name can come between.
            var status = LinuxCalls.Status(file, where);
            return status.Kind == LayerEntryKind.File
                ? new LinuxStoredFile(file, where, Entry(path, status, file, where))
                : throw new IOException($"{where} changed while it was read.");
        }
        catch
        {
            LinuxCalls.Close(file);
            throw;
        }
    }

    public StoredEntry? Find(EntryPath path)
    {
        var where = Shown(path);
        if (path.IsRoot)
        {
            return Entry(path, LinuxCalls.Status(directory, where), directory, where);
        }

        var parent = DirectoryOf(path);
        if (parent < 0)
        {
            return null;
        }

        var name = LinuxCalls.Terminated(path.Name);
        if (LinuxCalls.Status(parent, name, where) is not { } status)
        {
            return null;
        }

        switch (status.Kind)
        {
            case LayerEntryKind.SymbolicLink:
                return new(Facts(path, status, LinuxCalls.LinkTarget(parent, name, where) ?? "", LayerEntry.NoAttributes), status.Inode, IsOpaque: false);

            case LayerEntryKind.File or LayerEntryKind.Directory:
                var opened = LinuxCalls.OpenFile(parent, name, where);
                if (opened < 0)
                {
                    return null;
                }

                try
                {
                    return Entry(path, status, opened, where);
                }
                finally
                {
                    LinuxCalls.Close(opened);
                }

            default:
                // Opening a device or a pipe would do something to it.
                return new(Facts(path, status, "", LayerEntry.NoAttributes), status.Inode, IsOpaque: false);
        }
    }

    public IEnumerable<EntryPath> All()
    {
        var waiting = new Stack<EntryPath>([EntryPath.Root]);
        while (waiting.TryPop(out var path))
        {
            var opened = LinuxCalls.OpenToList(directory, LinuxCalls.Terminated(path.IsRoot ? "." : path.Bytes), Shown(path));
            if (opened < 0)
            {
                continue;
            }

            List<(string Name, bool IsDirectory)> names;
            try
            {
                names = LinuxCalls.Names(opened, Shown(path));
            }
            finally
            {
                LinuxCalls.Close(opened);
            }

            foreach (var (name, isDirectory) in names)
            {
                var child = path.Child(name);
                yield return child;
                if (isDirectory)
                {
                    waiting.Push(child);
                }
            }
        }
    }

    public void Dispose()
    {
        if (lastDirectory != directory)
        {
            LinuxCalls.Close(lastDirectory);
        }

        LinuxCalls.Close(directory);
    }

    private int DirectoryOf(EntryPath path)
    {
        var parent = path.Parent;
        if (parent == lastPath)
        {
            return lastDirectory;
        }

        var opened = parent.IsRoot ? directory : LinuxCalls.OpenWithin(directory, LinuxCalls.Terminated(parent.Bytes), Shown(parent));
        if (opened >= 0)
        {
            if (lastDirectory != directory)
            {
                LinuxCalls.Close(lastDirectory);
            }

            (lastPath, lastDirectory) = (parent, opened);
        }

        return opened;
    }

    private static StoredEntry Entry(EntryPath path, LinuxStatus status, int opened, string where)
    {
        var names = LinuxCalls.AttributeNames(opened, where);
        return names.Length == 0
            ? new(Facts(path, status, "", LayerEntry.NoAttributes), status.Inode, IsOpaque: false)
            : new(
                Facts(path, status, "", Attributes(names, opened, where)),
                status.Inode,
                status.Kind == LayerEntryKind.Directory && names.Contains(Opaque) && LinuxCalls.Attribute(opened, OpaqueName, where) == "y");
    }

    private static Dictionary<string, string> Attributes(string[] names, int opened, string where)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names.Where(name => name == LayerEntry.Capabilities || name.StartsWith(UserPrefix, StringComparison.Ordinal)))
        {
            var key = name == LayerEntry.Capabilities ? CapabilitiesName : LinuxCalls.Terminated(name);
            if (LinuxCalls.Attribute(opened, key, where) is { } value)
            {
                attributes[name] = value;
            }
        }

        return attributes;
    }

    private static LayerEntry Facts(EntryPath path, LinuxStatus status, string linkTarget, IReadOnlyDictionary<string, string> attributes) => new(
        path,
        status.Kind,
        status.TypeAndMode & 0xFFF,
        status.UserId,
        status.GroupId,
        status.Kind == LayerEntryKind.File ? (long)status.Size : 0,
        status.Modified,
        linkTarget,
        status.IsDevice ? status.DeviceMajor : 0,
        status.IsDevice ? status.DeviceMinor : 0,
        attributes);

    private string Shown(EntryPath path) => $"{shown}{path}";

    private sealed class LinuxStoredFile(int file, string where, StoredEntry entry) : IStoredFile
    {
        private bool isClosed;

        public StoredEntry Entry { get; } = entry;

        public int Read(Span<byte> buffer) => LinuxCalls.Read(file, buffer, where);

        public void Dispose()
        {
            if (!isClosed)
            {
                isClosed = true;
                LinuxCalls.Close(file);
            }
        }
    }
}
