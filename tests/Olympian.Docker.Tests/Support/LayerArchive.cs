using System.Formats.Tar;
using System.Text;

namespace Olympian.Docker.Tests.Support;

/// <summary>An image layer, entry by entry: the same entries always make the same bytes.</summary>
internal sealed class LayerArchive
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly List<PaxTarEntry> entries = [];

    /// <summary>May be read, and run or searched, by all; written by its owner.</summary>
    public static UnixFileMode Executable { get; } =
        Readable | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public LayerArchive Directory(string path, UnixFileMode? mode = null) =>
        Add(new(TarEntryType.Directory, path + "/") { Mode = mode ?? Executable });

    public LayerArchive File(string path, string text) => File(path, Encoding.UTF8.GetBytes(text));

    /// <param name="path">Where, without a leading slash.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="mode">Null: readable by all.</param>
    /// <param name="owner">Its user and group.</param>
    /// <param name="attributes">Extended attributes, by full name.</param>
    public LayerArchive File(
        string path, byte[] content, UnixFileMode? mode = null, int owner = 0, IReadOnlyDictionary<string, string>? attributes = null) =>
        Add(new(
            TarEntryType.RegularFile,
            path,
            (attributes ?? new Dictionary<string, string>())
                .Select(attribute => KeyValuePair.Create($"SCHILY.xattr.{attribute.Key}", attribute.Value)))
        {
            DataStream = new MemoryStream(content),
            Mode = mode ?? (Readable | UnixFileMode.UserWrite),
            Uid = owner,
            Gid = owner,
        });

    public LayerArchive SymbolicLink(string path, string target) => Add(new(TarEntryType.SymbolicLink, path)
    {
        LinkName = target,
        Mode = Executable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite,
    });

    /// <summary>A second name of a file that came before.</summary>
    public LayerArchive HardLink(string path, string target) => Add(new(TarEntryType.HardLink, path) { LinkName = target });

    /// <summary>The file or directory of a layer below is not there any more.</summary>
    public LayerArchive Whiteout(string path) => File(Path.Combine(Path.GetDirectoryName(path)!, ".wh." + Path.GetFileName(path)), "");

    /// <summary>Nothing of the directory as the layers below have it is there any more.</summary>
    public LayerArchive Opaque(string directory) => Directory(directory).File($"{directory}/.wh..wh..opq", "");

    /// <summary>The archive.</summary>
    public byte[] ToArray()
    {
        using var bytes = new MemoryStream();
        using (var writer = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            entries.ForEach(writer.WriteEntry);
        }

        return bytes.ToArray();
    }

    private LayerArchive Add(PaxTarEntry entry)
    {
        entry.ModificationTime = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        entries.Add(entry);
        return this;
    }
}
