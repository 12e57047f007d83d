using System.Runtime.InteropServices;
using System.Text;

namespace Olympian.Build.Adapters.Sources;

/// <summary>A path as Linux takes it, written where the caller says: it is asked of every entry of a context, and nothing is allocated.</summary>
internal static class LinuxPath
{
    /// <summary>The kernel's longest path, in bytes, with the zero at its end.</summary>
    public const int Longest = 4096;

    /// <summary>Writes the path and a zero byte.</summary>
    /// <returns>The first byte, as a call takes it.</returns>
    /// <exception cref="PathTooLongException">It is longer than <paramref name="space"/>.</exception>
    public static ref byte Write(string path, Span<byte> space)
    {
        if (!Encoding.UTF8.TryGetBytes(path, space[..^1], out var length))
        {
            throw TooLong(path);
        }

        space[length] = 0;
        return ref MemoryMarshal.GetReference(space);
    }

    /// <summary>What .NET would throw for the last call's error.</summary>
    public static Exception LastError(string path)
    {
        const int noEntry = 2, noAccess = 13, notADirectory = 20, nameTooLong = 36;
        return Marshal.GetLastPInvokeError() switch
        {
            noEntry or notADirectory => new FileNotFoundException($"'{path}' is not there.", path),
            noAccess => new UnauthorizedAccessException($"Access to '{path}' is denied."),
            nameTooLong => TooLong(path),
            var error => new IOException($"'{path}': {Marshal.GetPInvokeErrorMessage(error)}."),
        };
    }

    private static PathTooLongException TooLong(string path) => new($"'{path}' is too long.");
}
