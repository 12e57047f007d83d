using System.Runtime.InteropServices;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Adapters.Sources;

/// <summary>What the file system says of one path itself, links not followed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="IsExecutable">
/// The owner's executable bit. On Windows, which has none, true for every file: Docker's client there sends them all as 0755.
/// </param>
/// <param name="Length">In bytes.</param>
/// <param name="Modified">When the content changed, in nanoseconds.</param>
/// <param name="Changed">When anything changed, in nanoseconds; 0 on Windows.</param>
/// <param name="Inode">Which file it is; 0 on Windows.</param>
/// <param name="FileSystem">Where it lies: the number of the file system's device; 0 where .NET alone is asked.</param>
/// <param name="Device">A device's own number, <c>c1:3</c> or <c>b8:0</c>; empty for all else.</param>
internal readonly record struct FileStatus(
    EntryKind Kind, bool IsExecutable, long Length, long Modified, long Changed, ulong Inode, ulong FileSystem, string Device)
{
    private const int TypeMask = 0xF000;
    private const int OwnerExecutes = 0x40;

    /// <exception cref="FileNotFoundException">Nothing is there (any more).</exception>
    /// <exception cref="UnauthorizedAccessException">A directory on the way may not be searched.</exception>
    /// <exception cref="PathTooLongException">The operating system takes no path of this length.</exception>
    public static FileStatus Of(string path) => OperatingSystem.IsLinux() ? OfLinux(path) : OfPortable(path);

    private static FileStatus OfLinux(string path)
    {
        const int currentDirectory = -100;
        const int doNotFollow = 0x100;
        const uint basicFields = 0x7FF;
        Span<byte> space = stackalloc byte[LinuxPath.Longest];
        if (StatX(currentDirectory, ref LinuxPath.Write(path, space), doNotFollow, basicFields, out var status) != 0)
        {
            throw LinuxPath.LastError(path);
        }

        var kind = (status.Mode & TypeMask) switch
        {
            0x8000 => EntryKind.File,
            0x4000 => EntryKind.Directory,
            0xA000 => EntryKind.Link,
            0x1000 => EntryKind.Fifo,
            0xC000 => EntryKind.Socket,
            _ => EntryKind.Device,
        };
        return new(
            kind,
            kind == EntryKind.File && (status.Mode & OwnerExecutes) != 0,
            (long)status.Size,
            status.Modified.InNanoseconds,
            status.Changed.InNanoseconds,
            status.Inode,
            ((ulong)status.FileSystemMajor << 32) | status.FileSystemMinor,
            kind == EntryKind.Device ? DeviceName(status) : "");
    }

    private static string DeviceName(Status status)
    {
        const int characterDevice = 0x2000;
        return $"{((status.Mode & TypeMask) == characterDevice ? 'c' : 'b')}{status.DeviceMajor}:{status.DeviceMinor}";
    }

    /// <summary>What .NET alone can tell: FIFOs, sockets and devices pass for files.</summary>
    private static FileStatus OfPortable(string path)
    {
        FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        if (info.LinkTarget is not null)
        {
            return new(EntryKind.Link, IsExecutable: false, 0, info.LastWriteTimeUtc.Ticks * 100, 0, 0, 0, "");
        }

        if (info is DirectoryInfo)
        {
            return new(EntryKind.Directory, IsExecutable: false, 0, info.LastWriteTimeUtc.Ticks * 100, 0, 0, 0, "");
        }

        var file = (FileInfo)info;
        var length = file.Length; // throws when nothing is there
        var isExecutable = OperatingSystem.IsWindows() || (file.UnixFileMode & UnixFileMode.UserExecute) != 0;
        return new(EntryKind.File, isExecutable, length, file.LastWriteTimeUtc.Ticks * 100, 0, 0, 0, "");
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int StatX(int directory, ref byte path, int flags, uint mask, out Status status);

    // The kernel's struct statx: the same on every architecture, unlike struct stat.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public Time Changed;

        [FieldOffset(112)]
        public Time Modified;

        [FieldOffset(128)]
        public uint DeviceMajor;

        [FieldOffset(132)]
        public uint DeviceMinor;

        [FieldOffset(136)]
        public uint FileSystemMajor;

        [FieldOffset(140)]
        public uint FileSystemMinor;
    }

    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct Time
    {
        public long Seconds;
        public uint Nanoseconds;

        public readonly long InNanoseconds => unchecked((Seconds * 1_000_000_000) + Nanoseconds);
    }
}
