using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Olympian.Build.Adapters.Sources;

/// <summary>
/// A file that is read once from its beginning to its end. A writer is not kept out: whoever reads notices that the file changed.
/// </summary>
/// <remarks>
/// On Linux by the three calls that this takes. .NET's own opening also asks what was opened and on which file system it lies, locks it
/// (<c>flock</c>) and asks whether it can seek: with small files that is as much work as reading them. It would also wait for ever at a FIFO.
/// </remarks>
internal sealed class ReadableFile : IDisposable
{
    private readonly int _descriptor = -1;
    private readonly SafeFileHandle? _handle;
    private long _offset;

    /// <exception cref="FileNotFoundException">Nothing is there (any more).</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public ReadableFile(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return;
        }

        const int readOnlyNonBlockingCloseOnExec = 0x800 | 0x80000;
        Span<byte> space = stackalloc byte[LinuxPath.Longest];
        ref var name = ref LinuxPath.Write(path, space);
        do
        {
            _descriptor = Open(ref name, readOnlyNonBlockingCloseOnExec);
        }
        while (_descriptor < 0 && WasInterrupted);

        if (_descriptor < 0)
        {
            throw LinuxPath.LastError(path);
        }
    }

    private static bool WasInterrupted => Marshal.GetLastPInvokeError() == 4; // EINTR

    /// <summary>The next bytes; 0 at the end.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public int Read(Span<byte> buffer)
    {
        nint read;
        if (_handle is not null)
        {
            read = RandomAccess.Read(_handle, buffer, _offset);
            _offset += read;
            return (int)read;
        }

        do
        {
            read = Read(_descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length);
        }
        while (read < 0 && WasInterrupted);

        return read >= 0 ? (int)read : throw new IOException($"{Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle?.Dispose();
        if (_descriptor >= 0)
        {
            _ = Close(_descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(ref byte path, int flags);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    private static extern nint Read(int descriptor, ref byte buffer, nint count);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
