using System.Runtime.InteropServices;
using System.Text;

namespace Olympian.Build.Adapters.Files;

/// <summary>
/// Writes a file whole or not at all: whoever reads the path sees the old content or the new, also after a crash.
/// </summary>
public static class AtomicFile
{
    /// <summary>Replaces <paramref name="path"/> by <paramref name="content"/>.</summary>
    /// <param name="path">The file; its directory must exist. A symbolic link is followed, and stays a link.</param>
    /// <param name="content">The new content.</param>
    /// <param name="mode">
    /// The new file's mode, in force before the first byte is written; null keeps the mode of the file that is there,
    /// or takes the process's default. Without meaning on Windows.
    /// </param>
    /// <remarks>
    /// The temporary file is named <c>&lt;name&gt;.&lt;process&gt;.&lt;random&gt;.tmp</c> and lies in the same directory, because a rename is
    /// atomic only within one file system. A failure removes it and leaves the old file as it was.
    /// </remarks>
    /// <exception cref="IOException">The directory is missing, full or not writable.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public static void Write(string path, ReadOnlyMemory<byte> content, UnixFileMode? mode = null)
    {
        var target = Resolve(Path.GetFullPath(path));
        var directory = Path.GetDirectoryName(target)
            ?? throw new IOException($"'{path}' names no file.");
        var temporary = Path.Combine(
            directory, $"{Path.GetFileName(target)}.{AbandonedFiles.Suffix()}");

        try
        {
            using (var file = new FileStream(temporary, Options(target, mode)))
            {
                if (!OperatingSystem.IsWindows() && mode is { } exact)
                {
                    // The umask took bits off at creation; a caller that named a mode means exactly that one.
                    File.SetUnixFileMode(file.SafeFileHandle, exact);
                }

                file.Write(content.Span);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FlushDirectory(directory);
    }

    private static string Resolve(string path) =>
        new FileInfo(path) is { LinkTarget: not null } link
            ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path
            : path;

    private static FileStreamOptions Options(string target, UnixFileMode? mode)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
        };

        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode ?? (File.Exists(target) ? File.GetUnixFileMode(target) : null);
        }

        return options;
    }

    /// <summary>Makes the rename itself survive a power loss: on Linux the directory's entry is data of its own.</summary>
    private static void FlushDirectory(string directory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // File.OpenHandle refuses directories, so the two calls are made directly.
        const int readOnlyDirectoryCloseOnExec = 0x10000 | 0x80000;
        var descriptor = Open(Encoding.UTF8.GetBytes(directory + '\0'), readOnlyDirectoryCloseOnExec);
        if (descriptor < 0)
        {
            throw new IOException($"'{directory}' could not be opened to flush it (error {Marshal.GetLastPInvokeError()}).");
        }

        try
        {
            const int invalidArgument = 22; // file systems without directory flush say so: nothing to wait for
            if (Flush(descriptor) != 0 && Marshal.GetLastPInvokeError() != invalidArgument)
            {
                throw new IOException($"'{directory}' could not be flushed (error {Marshal.GetLastPInvokeError()}).");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
