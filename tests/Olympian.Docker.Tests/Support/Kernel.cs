using System.Runtime.InteropServices;
using System.Text;

namespace Olympian.Docker.Tests.Support;

/// <summary>System calls that .NET has no name for. Linux alone; each throws <see cref="IOException"/> with the kernel's words.</summary>
internal static class Kernel
{
    public const int SignalTerminate = 15;
    public const int SignalKill = 9;

    private const int NoSuchProcess = 3;

    // _IOR('X', 125, __u32), ext4's and XFS's.
    private const nuint ShutDownFileSystem = 0x8004587D;
    private const int WithoutFlushingTheLog = 2;

    private const int NewNetworkNamespace = 0x40000000;
    private const int PagesAreNotNeeded = 4;

    /// <summary>Sends a signal; a process that is gone is none of our business.</summary>
    public static void Signal(int process, int signal)
    {
        if (Kill(process, signal) != 0 && Marshal.GetLastPInvokeError() != NoSuchProcess)
        {
            throw Failure($"signal {signal} to process {process}");
        }
    }

    /// <summary>Moves the calling thread, and it alone, into a network namespace. The thread should end soon after.</summary>
    public static void EnterNetworkNamespace(string path)
    {
        using var file = File.OpenHandle(path);
        Check(SetNs((int)file.DangerousGetHandle(), NewNetworkNamespace), $"setns to {path}");
    }

    /// <summary>Sets an extended attribute of the path itself, links not followed.</summary>
    public static void SetAttribute(string path, string name, byte[] value) =>
        Check(LSetXattr(Text(path), Text(name), value, (nuint)value.Length, 0), $"set attribute {name} of {path}");

    /// <summary>
    /// The file system stops as if the power had failed: from now on everything on it fails with an I/O error, and what was
    /// not written yet is lost.
    /// </summary>
    public static void LosePower(string directory)
    {
        using var file = OpenDirectory(directory);
        uint how = WithoutFlushingTheLog;
        Check(IoCtl((int)file.DangerousGetHandle(), ShutDownFileSystem, ref how), $"shut down the file system of {directory}");
    }

    /// <summary>Drops a file's clean pages from the page cache: the next read comes from the disk.</summary>
    public static void ForgetPages(string path)
    {
        using var file = File.OpenHandle(path);
        var error = PosixFAdvise((int)file.DangerousGetHandle(), 0, 0, PagesAreNotNeeded);
        if (error != 0)
        {
            throw new IOException($"drop the cached pages of {path}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    private static Microsoft.Win32.SafeHandles.SafeFileHandle OpenDirectory(string path)
    {
        const int readOnly = 0, closeOnExec = 0x80000;
        var descriptor = Open(Text(path), readOnly | closeOnExec);
        Check(descriptor, $"open {path}");
        return new(descriptor, ownsHandle: true);
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static void Check(int result, string what)
    {
        if (result < 0)
        {
            throw Failure(what);
        }
    }

    private static IOException Failure(string what) => new($"{what}: {Marshal.GetLastPInvokeErrorMessage()}");

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static extern int SetNs(int descriptor, int kind);

    [DllImport("libc", EntryPoint = "lsetxattr", SetLastError = true)]
    private static extern int LSetXattr(byte[] path, byte[] name, byte[] value, nuint length, int flags);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int IoCtl(int descriptor, nuint request, ref uint argument);

    [DllImport("libc", EntryPoint = "posix_fadvise")]
    private static extern int PosixFAdvise(int descriptor, long offset, long length, int advice);
}
