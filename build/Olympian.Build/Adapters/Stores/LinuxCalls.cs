using System.Runtime.InteropServices;
using System.Text;
using Olympian.Deployment;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Adapters.Stores;

/// <summary>
/// The system calls by which a layer is read: names as bytes, links never followed out of it, no time stamp written. .NET's own file
/// functions decode names, follow links, and lock what they open.
/// </summary>
/// <remarks>Linux alone, where the only engines are whose files can be read beside them.</remarks>
internal static class LinuxCalls
{
    private const int PathOnly = 0x200000; // O_PATH
    private const int NoAccessTime = 0x40000; // O_NOATIME
    private const int CloseOnExec = 0x80000; // O_CLOEXEC
    private const int NoWait = 0x800; // O_NONBLOCK

    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const int LinkItself = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint BasicFields = 0x7FF; // STATX_BASIC_STATS

    private const long OpenAt2 = 437; // the same number on every architecture
    private const ulong InRoot = 0x10; // RESOLVE_IN_ROOT
    private const ulong NoMagicLinks = 0x02; // RESOLVE_NO_MAGICLINKS

    // x86 numbers these differently from everybody else.
    private static readonly bool IsX64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly long ListEntries = IsX64 ? 217 : 61; // getdents64
    private static readonly int NotFollowed = IsX64 ? 0x20000 : 0x8000; // O_NOFOLLOW
    private static readonly int DirectoryOnly = IsX64 ? 0x10000 : 0x4000; // O_DIRECTORY

    /// <summary>A path, each character one byte, as the kernel takes it.</summary>
    public static byte[] Terminated(string latin)
    {
        var bytes = new byte[latin.Length + 1];
        Encoding.Latin1.GetBytes(latin, bytes);
        return bytes;
    }

    /// <summary>Opens a directory of the machine to be listed; -1 when there is none.</summary>
    public static int OpenDirectory(string path) =>
        Checked(Open(CurrentDirectory, ref Encoding.UTF8.GetBytes(path + '\0')[0], DirectoryOnly | CloseOnExec), path);

    /// <summary>
    /// Opens a directory within another as if that were the root, to be passed on to other calls: links on the way and at the end are
    /// followed inside it. -1 when there is none.
    /// </summary>
    public static int OpenWithin(int directory, byte[] path, string shown) =>
        OpenWithin(directory, path, PathOnly | DirectoryOnly, shown);

    /// <summary>Opens a directory within another to be listed; a link at the end is not followed. -1 when there is none.</summary>
    public static int OpenToList(int directory, byte[] path, string shown) =>
        OpenWithin(directory, path, DirectoryOnly | NotFollowed, shown);

    private static int OpenWithin(int directory, byte[] path, int flags, string shown)
    {
        var how = new OpenHow { Flags = (ulong)(uint)(flags | CloseOnExec), Resolve = InRoot | NoMagicLinks };
        return Checked((int)Syscall(OpenAt2, directory, ref path[0], ref how, Marshal.SizeOf<OpenHow>()), shown);
    }

    /// <summary>Opens a regular file of a directory to be read; -1 when it is not there.</summary>
    public static int OpenFile(int directory, byte[] name, string shown)
    {
        var flags = CloseOnExec | NotFollowed | NoWait;
        var file = Open(directory, ref name[0], flags | NoAccessTime);
        if (file < 0 && Marshal.GetLastPInvokeError() == NotPermitted)
        {
            // Only its owner may leave the access time alone.
            file = Open(directory, ref name[0], flags);
        }

        return Checked(file, shown);
    }

    /// <summary>What has this name in the directory, a link itself; null for nothing.</summary>
    public static LinuxStatus? Status(int directory, byte[] name, string shown) =>
        Checked(StatX(directory, ref name[0], LinkItself, BasicFields, out var status), shown) < 0 ? null : status;

    /// <summary>What was opened.</summary>
    public static LinuxStatus Status(int opened, string shown)
    {
        byte nothing = 0;
        return Checked(StatX(opened, ref nothing, EmptyPath, BasicFields, out var status), shown) < 0
            ? throw new InvalidOperationException($"{shown} was opened and is not there.")
            : status;
    }

    /// <summary>The next bytes of an open file; 0 at its end.</summary>
    public static int Read(int file, Span<byte> buffer, string shown)
    {
        while (buffer.Length > 0)
        {
            var read = (int)ReadBytes(file, ref MemoryMarshal.GetReference(buffer), buffer.Length);
            if (read >= 0)
            {
                return read;
            }

            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                throw Failure(shown);
            }
        }

        return 0;
    }

    /// <summary>The target of a link in a directory (or, with an empty name, of a link that was opened), each character one byte.</summary>
    public static string? LinkTarget(int directory, byte[] name, string shown)
    {
        var target = new byte[4096];
        var length = (int)ReadLink(directory, ref name[0], ref target[0], target.Length);
        return Checked(length, shown) < 0 ? null : Encoding.Latin1.GetString(target, 0, length);
    }

    /// <summary>An extended attribute of an open file or directory, each character one byte; null when it has none of this name.</summary>
    public static string? Attribute(int opened, byte[] name, string shown)
    {
        Span<byte> value = stackalloc byte[1024];
        var length = (int)GetAttribute(opened, ref name[0], ref MemoryMarshal.GetReference(value), value.Length);
        if (length < 0 && Marshal.GetLastPInvokeError() == OutOfRange)
        {
            value = new byte[LongestAttribute];
            length = (int)GetAttribute(opened, ref name[0], ref MemoryMarshal.GetReference(value), value.Length);
        }

        return length >= 0 ? Encoding.Latin1.GetString(value[..length])
            : Marshal.GetLastPInvokeError() is NoSuchAttribute or NotSupported ? null
            : throw Failure(shown);
    }

    /// <summary>The names of an open file's extended attributes.</summary>
    public static string[] AttributeNames(int opened, string shown)
    {
        Span<byte> names = stackalloc byte[4096];
        var length = (int)ListAttributes(opened, ref MemoryMarshal.GetReference(names), names.Length);
        if (length < 0 && Marshal.GetLastPInvokeError() == OutOfRange)
        {
            names = new byte[LongestAttribute];
            length = (int)ListAttributes(opened, ref MemoryMarshal.GetReference(names), names.Length);
        }

        return length switch
        {
            > 0 => Encoding.Latin1.GetString(names[..length]).Split('\0', StringSplitOptions.RemoveEmptyEntries),
            0 => [],
            _ => Marshal.GetLastPInvokeError() is NotSupported ? [] : throw Failure(shown),
        };
    }

    /// <summary>The names in an open directory, each character one byte, and whether each is a directory itself; without . and ..</summary>
    public static List<(string Name, bool IsDirectory)> Names(int directory, string shown)
    {
        const byte directoryType = 4;
        var names = new List<(string, bool)>();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var filled = (int)Syscall(ListEntries, directory, ref buffer[0], buffer.Length);
            if (filled < 0)
            {
                throw Failure(shown);
            }

            if (filled == 0)
            {
                return names;
            }

            for (var at = 0; at < filled; at += BitConverter.ToUInt16(buffer, at + 16))
            {
                var end = Array.IndexOf(buffer, (byte)0, at + 19);
                var name = Encoding.Latin1.GetString(buffer, at + 19, end - at - 19);
                if (name is not "." and not "..")
                {
                    names.Add((name, buffer[at + 18] == directoryType));
                }
            }
        }
    }

    /// <summary>Renames a file, a directory or a link itself, within one file system; .NET's own functions follow a link, or want to know what it is.</summary>
    /// <exception cref="IOException">It was not renamed.</exception>
    public static void Rename(string from, string to)
    {
        if (RenameEntry(Encoding.UTF8.GetBytes(from + '\0'), Encoding.UTF8.GetBytes(to + '\0')) != 0)
        {
            throw new IOException($"{Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())} (renaming to {to})");
        }
    }

    /// <summary>Closes what was opened.</summary>
    public static void Close(int opened)
    {
        if (opened >= 0 && CloseDescriptor(opened) != 0 && Marshal.GetLastPInvokeError() == BadDescriptor)
        {
            throw new InvalidOperationException("A file was closed twice.");
        }
    }

    // Linux's limit for one value, and for all names together.
    private const int LongestAttribute = 64 * 1024;

    private const int NotPermitted = 1, NoEntry = 2, Interrupted = 4, BadDescriptor = 9, NoAccess = 13, NotADirectory = 20, OutOfRange = 34,
        TooManyLinks = 40, NoSuchAttribute = 61, NotSupported = 95;

    // I/O error, bad message, remote I/O error, stale handle, structure needs cleaning, no such device, no medium.
    private static readonly int[] OfFailingStorage = [5, 74, 121, 116, 117, 19, 123];

    // -1 says that nothing is there; any other trouble is thrown.
    private static int Checked(int result, string shown) =>
        result >= 0 ? result
        : Marshal.GetLastPInvokeError() is NoEntry or NotADirectory or TooManyLinks ? -1
        : throw Failure(shown);

    private static ExpectedFailure Failure(string shown)
    {
        var error = Marshal.GetLastPInvokeError();
        var reason = Marshal.GetPInvokeErrorMessage(error);
        return error is NoAccess or NotPermitted
            ? new StorageAccessDenied(shown)
            : OfFailingStorage.Contains(error)
            ? new StorageFailure(shown, reason)
            : new ExpectedFailure(
                $"The engine's files cannot be read: {shown}.",
                $"Expected to read it; the operating system says: {reason}.",
                "Look through the engine instead: ./build.sh --target=VerifyImages --ways=save,rootfs");
    }

    [DllImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static extern int Open(int directory, ref byte path, int flags);

    [DllImport("libc", EntryPoint = "rename", SetLastError = true)]
    private static extern int RenameEntry(byte[] from, byte[] to);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int CloseDescriptor(int opened);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    private static extern nint ReadBytes(int file, ref byte buffer, nint count);

    [DllImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    private static extern nint ReadLink(int directory, ref byte name, ref byte target, nint size);

    [DllImport("libc", EntryPoint = "fgetxattr", SetLastError = true)]
    private static extern nint GetAttribute(int opened, ref byte name, ref byte value, nint size);

    [DllImport("libc", EntryPoint = "flistxattr", SetLastError = true)]
    private static extern nint ListAttributes(int opened, ref byte names, nint size);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int StatX(int directory, ref byte path, int flags, uint mask, out LinuxStatus status);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static extern nint Syscall(long number, nint directory, ref byte path, ref OpenHow how, nint size);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static extern nint Syscall(long number, nint directory, ref byte buffer, nint size);

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
