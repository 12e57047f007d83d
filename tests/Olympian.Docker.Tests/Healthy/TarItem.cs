using System.Text;

namespace Olympian.Docker.Tests.Healthy;

/// <summary>An entry of an archive that is written byte by byte.</summary>
/// <param name="Type">Its type as the header has it: <c>0</c> a file, <c>1</c> a hard link, and so on.</param>
/// <param name="Name">Its name; each character is one byte. See <see cref="Utf8"/>.</param>
internal sealed record TarItem(char Type, string Name)
{
    /// <summary>2026-01-02 03:04:05 UTC.</summary>
    public const decimal Then = 1767323045;

    /// <summary>A file's bytes.</summary>
    public byte[] Content { get; init; } = [];

    /// <summary>What a link names; each character is one byte.</summary>
    public string Link { get; init; } = "";

    /// <summary>The permission bits as <c>chmod</c> takes them: 4755 is four digits of octal.</summary>
    public int Mode { get; init; } = 644;

    public long UserId { get; init; }

    public long GroupId { get; init; }

    /// <summary>Seconds since 1970, with a fraction where the dialect has one.</summary>
    public decimal Modified { get; init; } = Then;

    public int Major { get; init; }

    public int Minor { get; init; }

    /// <summary>Extended attributes by full name.</summary>
    public IReadOnlyDictionary<string, byte[]> Attributes { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>For a sparse file (pax alone): its length. <see cref="Content"/> then is a piece of it, at <see cref="PieceAt"/>.</summary>
    public long? SparseLength { get; init; }

    /// <summary>Where in the sparse file its piece is.</summary>
    public long PieceAt { get; init; }

    /// <summary>A text as the bytes that a file system keeps of it.</summary>
    public static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
