using System.Runtime.InteropServices;
using System.Text;
using Olympian.Build.Adapters.Files;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Adapters.Sources;

/// <summary>The file in which digests are kept from one reading to the next: a convenience, whose loss or damage costs time and nothing else.</summary>
/// <remarks>
/// Head, entries, and the MD5 of both. The entries are the machine's own memory, since no other machine may read them: the head names the
/// boot of the kernel that wrote them. A machine that went down hard may have kept new content under an old stamp, so no entry outlives a boot.
/// </remarks>
internal static class StatCache
{
    private const int Md5Length = 16;

    // Part of the file: raise it with any change to the entries.
    private const string Format = "olympian-stat-cache/1";

    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>What was kept, by inode; nothing when the file is missing, cannot be read, is damaged, or was written otherwise.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fileSystem">The file system on which the entries' files lie.</param>
    public static Dictionary<ulong, Entry> Read(string path, ulong fileSystem)
    {
        try
        {
            var head = Head(fileSystem);
            ReadOnlySpan<byte> content = File.ReadAllBytes(path);
            if (content.Length >= head.Length + Md5Length
                && content.StartsWith(head)
                && content[^Md5Length..].SequenceEqual(Md5.BytesOf(content[..^Md5Length])))
            {
                var entries = MemoryMarshal.Cast<byte, Entry>(content[head.Length..^Md5Length]);
                var known = new Dictionary<ulong, Entry>(entries.Length);
                foreach (ref readonly var entry in entries)
                {
                    known[entry.Inode] = entry;
                }

                return known;
            }
        }
        catch (Exception refusal) when (refusal is UnauthorizedAccessException or IOException)
        {
            // Nothing is known then.
        }

        return [];
    }

    /// <summary>Keeps the entries in place of all that were kept before; or does not, where nothing can be written.</summary>
    public static void Write(string path, ulong fileSystem, ReadOnlySpan<Entry> entries)
    {
        try
        {
            byte[] content = [.. Head(fileSystem), .. MemoryMarshal.AsBytes(entries), .. new byte[Md5Length]];
            Md5.BytesOf(content.AsSpan(..^Md5Length)).CopyTo(content.AsSpan(^Md5Length..));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, content);
        }
        catch (Exception refusal) when (refusal is UnauthorizedAccessException or IOException)
        {
            // The next reading takes as long as this one.
        }
    }

    private static byte[] Head(ulong fileSystem) =>
        Encoding.ASCII.GetBytes(FormattableString.Invariant($"{Format} {File.ReadAllText(BootIdFile).TrimEnd()} {fileSystem:x16}\n"));

    /// <summary>One file's content, and what the file system said of the file when it had that content.</summary>
    /// <remarks>By inode, not by path: a file keeps its content when it is moved, and its change time tells when it does not.</remarks>
    internal readonly record struct Entry(ulong Inode, long Length, long Modified, long Changed, UInt128 Md5)
    {
        public static Entry Of(FileStatus status, UInt128 md5) =>
            new(status.Inode, status.Length, status.Modified, status.Changed, md5);

        public bool IsOf(FileStatus status) => this == Of(status, Md5);
    }
}
