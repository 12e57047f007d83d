using System.Runtime.InteropServices;
using System.Text;

namespace Olympian.Build.Tests.Sources;

/// <summary>Makes on Linux what .NET cannot make: FIFOs, hard links, names that are no text, paths longer than a path may be.</summary>
internal static class NativeFiles
{
    private const int OwnersAll = 0x1C0;
    private const int Nobody = 65534;

    public static void MakeFifo(string path) => Ensure(MkFifo(Bytes(path), OwnersAll), path);

    public static void MakeHardLink(string existing, string path) => Ensure(Link(Bytes(existing), Bytes(path)), path);

    /// <summary>Makes an empty file whose name is given as bytes; the result removes it, which .NET cannot.</summary>
    public static Action MakeFile(string directory, ReadOnlySpan<byte> name)
    {
        byte[] path = [.. Encoding.UTF8.GetBytes(directory + '/'), .. name, 0];
        var descriptor = Create(path, OwnersAll);
        Ensure(descriptor, directory);
        Ensure(Close(descriptor), directory);
        return () => Ensure(Unlink(path), directory);
    }

    /// <summary>Makes directories inside one another, one step at a time, so that the whole may be longer than any path.</summary>
    public static void MakeDeep(string directory, string name, int depth)
    {
        var parent = Open(Bytes(directory), 0);
        for (var i = 0; i < depth; i++)
        {
            Ensure(MakeDirectoryAt(parent, Bytes(name), OwnersAll), name);
            var child = OpenAt(parent, Bytes(name), 0);
            Ensure(child, name);
            Ensure(Close(parent), name);
            parent = child;
        }

        Ensure(Close(parent), name);
    }

    /// <summary>Does something as a user whom file modes bind: root, as whom tests often run, may read everything.</summary>
    /// <remarks>The file system's user belongs to the thread alone, so a thread of its own is all that must end afterwards.</remarks>
    public static void AsNobody(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            _ = SetFileSystemGroup(Nobody);
            _ = SetFileSystemUser(Nobody);
            try
            {
                action();
            }
            catch (Exception caught)
            {
                failure = caught;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static void Ensure(int result, string what)
    {
        if (result < 0)
        {
            throw new IOException($"{what}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    private static extern int MkFifo(byte[] path, int mode);

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    private static extern int Link(byte[] existing, byte[] path);

    [DllImport("libc", EntryPoint = "creat", SetLastError = true)]
    private static extern int Create(byte[] path, int mode);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static extern int OpenAt(int directory, byte[] path, int flags);

    [DllImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    private static extern int MakeDirectoryAt(int directory, byte[] path, int mode);

    [DllImport("libc", EntryPoint = "unlink", SetLastError = true)]
    private static extern int Unlink(byte[] path);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "setfsgid")]
    private static extern int SetFileSystemGroup(int group);

    [DllImport("libc", EntryPoint = "setfsuid")]
    private static extern int SetFileSystemUser(int user);
}
