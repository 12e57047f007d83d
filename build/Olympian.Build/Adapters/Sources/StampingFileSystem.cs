using System.Runtime.InteropServices;
using System.Text;

namespace Olympian.Build.Adapters.Sources;

/// <summary>Knows the file systems of this machine that give a file a new change time with every change, from this kernel's own clock.</summary>
/// <remarks>
/// Few are named and all others are not trusted. Network and FUSE file systems take their times from elsewhere or from a memory of their own;
/// tmpfs stamps no store into mapped memory, however often it is written back; overlay may lie on either.
/// </remarks>
internal static class StampingFileSystem
{
    private const uint Ext = 0xEF53; // ext2, ext3 and ext4 share it
    private const uint Xfs = 0x58465342;
    private const uint Btrfs = 0x9123683E;

    /// <summary>True when the directory lies on one of them.</summary>
    public static bool Holds(string directory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        Span<byte> facts = stackalloc byte[512]; // struct statfs has at most 120 bytes; its first field is the type, a machine word
        return StatFs(Encoding.UTF8.GetBytes(directory + '\0'), ref MemoryMarshal.GetReference(facts)) == 0
            && (uint)MemoryMarshal.Read<nuint>(facts) is Ext or Xfs or Btrfs;
    }

    /// <summary>Writes out what a file's mappings have changed, so that the next store into one must ask for a new stamp.</summary>
    /// <remarks>
    /// A store into a shared mapping is stamped only when its page was clean: while the page is dirty, further stores go unnoticed.
    /// The kernel cleans pages every half minute; this does it now, for this file alone, and costs next to nothing where nothing is dirty.
    /// </remarks>
    /// <returns>False when that cannot be said of the file.</returns>
    public static bool TryClean(string path)
    {
        // A file may have become a FIFO since: opening must not wait for a writer.
        const int readOnlyNonBlockingCloseOnExec = 0x800 | 0x80000;
        const uint waitWriteWait = 1 | 2 | 4;
        var file = Open(Encoding.UTF8.GetBytes(path + '\0'), readOnlyNonBlockingCloseOnExec);
        if (file < 0)
        {
            return false;
        }

        var result = SyncFileRange(file, 0, 0, waitWriteWait);
        _ = Close(file);
        return result == 0;
    }

    [DllImport("libc", EntryPoint = "statfs")]
    private static extern int StatFs(byte[] path, ref byte facts);

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "sync_file_range")]
    private static extern int SyncFileRange(int file, long offset, long length, uint flags);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);
}
