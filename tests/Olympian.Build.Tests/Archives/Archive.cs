using System.Formats.Tar;
using System.Text;
using Olympian.Deployment.Archives;

namespace Olympian.Build.Tests.Archives;

/// <summary>A tar archive made by the framework's own writer, which is no code of this project's.</summary>
public sealed class Archive(TarEntryFormat format = TarEntryFormat.Pax) : IDisposable
{
    public static readonly DateTimeOffset Then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly MemoryStream bytes = new();
    private TarWriter? writer;

    private TarWriter Writer => writer ??= new(bytes, format, leaveOpen: true);

    public Archive File(string path, string content = "", int mode = 0b110_100_100, int user = 0, DateTimeOffset? time = null) =>
        With(TarEntryType.RegularFile, path, mode, user, time, entry => entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)));

    public Archive File(string path, byte[] content) =>
        With(TarEntryType.RegularFile, path, 0b110_100_100, 0, null, entry => entry.DataStream = new MemoryStream(content));

    public Archive Directory(string path, int mode = 0b111_101_101, DateTimeOffset? time = null) =>
        With(TarEntryType.Directory, path, mode, 0, time, _ => { });

    public Archive SymbolicLink(string path, string target) =>
        With(TarEntryType.SymbolicLink, path, 0b111_111_111, 0, null, entry => entry.LinkName = target);

    public Archive HardLink(string path, string target) =>
        With(TarEntryType.HardLink, path, 0b110_100_100, 0, null, entry => entry.LinkName = target);

    public Archive Device(string path, int major, int minor) => With(TarEntryType.CharacterDevice, path, 0b110_110_110, 0, null, entry =>
    {
        ((PosixTarEntry)entry).DeviceMajor = major;
        ((PosixTarEntry)entry).DeviceMinor = minor;
    });

    public Archive Fifo(string path) => With(TarEntryType.Fifo, path, 0b110_100_100, 0, null, _ => { });

    public Archive WithAttribute(string path, string content, string attribute, string value)
    {
        var entry = new PaxTarEntry(TarEntryType.RegularFile, path, new Dictionary<string, string> { [$"SCHILY.xattr.{attribute}"] = value })
        {
            DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
            ModificationTime = Then,
        };
        Writer.WriteEntry(entry);
        return this;
    }

    /// <summary>The whole archive.</summary>
    public byte[] ToBytes()
    {
        // An archive without an entry has its end nevertheless.
        _ = Writer;
        Dispose();
        return bytes.ToArray();
    }

    public MemoryStream ToStream() => new(ToBytes());

    public LayerContent ToLayer() => LayerContent.Read(ToStream());

    public void Dispose()
    {
        writer?.Dispose();
        writer = null;
    }

    private Archive With(TarEntryType type, string path, int mode, int user, DateTimeOffset? time, Action<TarEntry> more)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.Ustar => new UstarTarEntry(type, path),
            TarEntryFormat.Gnu => new GnuTarEntry(type, path),
            TarEntryFormat.V7 => new V7TarEntry(type == TarEntryType.RegularFile ? TarEntryType.V7RegularFile : type, path),
            _ => new PaxTarEntry(type, path),
        };
        entry.Mode = (UnixFileMode)mode;
        entry.Uid = user;
        entry.Gid = user;
        entry.ModificationTime = time ?? Then;
        more(entry);
        Writer.WriteEntry(entry);
        return this;
    }
}
