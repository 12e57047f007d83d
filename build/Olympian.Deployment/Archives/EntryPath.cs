using System.Globalization;
using System.Text;

namespace Olympian.Deployment.Archives;

/// <summary>
/// The path of an entry in a layer, byte for byte: file systems and archives know bytes, and a name need not be UTF-8. Two spellings of
/// one path (<c>./usr/bin/</c>, <c>/usr/bin</c>) are equal.
/// </summary>
/// <remarks>Held as a text in which each character is one byte, so that it can be a key and be cut at slashes.</remarks>
public readonly record struct EntryPath : IComparable<EntryPath>
{
    private readonly string? bytes;

    // Null for the root, so that the default value is the root too.
    private EntryPath(string bytes) => this.bytes = bytes.Length == 0 ? null : bytes;

    /// <summary>The root directory.</summary>
    public static EntryPath Root { get; } = new("");

    /// <summary>The path without slashes around it, each character one byte; empty for the root.</summary>
    public string Bytes => bytes ?? "";

    /// <summary>Whether it is the root directory.</summary>
    public bool IsRoot => Bytes.Length == 0;

    /// <summary>The last segment; empty for the root.</summary>
    public string Name => Bytes[(Bytes.LastIndexOf('/') + 1)..];

    /// <summary>The directory it is in; the root's is the root.</summary>
    public EntryPath Parent => new(Bytes.LastIndexOf('/') is >= 0 and var slash ? Bytes[..slash] : "");

    /// <summary>Reads a path as an archive or a file system spells it.</summary>
    public static EntryPath Of(ReadOnlySpan<byte> path) => OfBytes(Encoding.Latin1.GetString(path));

    /// <summary>Reads a path of which each character is one byte.</summary>
    public static EntryPath OfBytes(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new(IsPlain(path) ? path : Clean(path));
    }

    /// <summary>Reads a path written in UTF-8, as people write it.</summary>
    public static EntryPath OfText(string path) => Of(Encoding.UTF8.GetBytes(path));

    /// <summary>What has this name in the directory that this path is.</summary>
    public EntryPath Child(string name) => new(IsRoot ? name : $"{Bytes}/{name}");

    public int CompareTo(EntryPath other) => string.CompareOrdinal(Bytes, other.Bytes);

    public static bool operator <(EntryPath left, EntryPath right) => left.CompareTo(right) < 0;

    public static bool operator >(EntryPath left, EntryPath right) => left.CompareTo(right) > 0;

    public static bool operator <=(EntryPath left, EntryPath right) => left.CompareTo(right) <= 0;

    public static bool operator >=(EntryPath left, EntryPath right) => left.CompareTo(right) >= 0;

    /// <summary>For people: with its leading slash, control characters and bytes that are no UTF-8 written as <c>\xNN</c>.</summary>
    public override string ToString() => $"/{Printable(Bytes)}";

    /// <summary>A text of which each character is one byte, for people.</summary>
    internal static string Printable(string latin)
    {
        var rest = Encoding.Latin1.GetBytes(latin).AsSpan();
        var text = new StringBuilder(rest.Length);
        while (!rest.IsEmpty)
        {
            var isText = Rune.DecodeFromUtf8(rest, out var rune, out var length) == System.Buffers.OperationStatus.Done && !Rune.IsControl(rune);
            if (isText)
            {
                text.Append(rune.ToString());
            }
            else
            {
                foreach (var stray in rest[..length])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{stray:x2}");
                }
            }

            rest = rest[length..];
        }

        return text.ToString();
    }

    // Nearly every path of a layer is spelt plainly already, or with one slash at its end.
    private static bool IsPlain(string path) =>
        path.Length == 0
        || (path[0] is not '/' and not '.' && path[^1] != '/'
            && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal));

    private static string Clean(string path)
    {
        var segments = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            switch (segment)
            {
                case "" or ".":
                    break;
                case "..":
                    // Above the root is the root, as for chroot.
                    segments.RemoveRange(Math.Max(0, segments.Count - 1), Math.Min(1, segments.Count));
                    break;
                default:
                    segments.Add(segment);
                    break;
            }
        }

        return string.Join('/', segments);
    }
}
