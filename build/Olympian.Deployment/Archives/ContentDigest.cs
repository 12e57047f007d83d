using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Olympian.Deployment.Archives;

/// <summary>The SHA-256 of a file's content, as a value without an array of its own: there may be a hundred thousand of them.</summary>
public readonly record struct ContentDigest
{
    private readonly ulong first;
    private readonly ulong second;
    private readonly ulong third;
    private readonly ulong fourth;

    /// <param name="sha256">The 32 bytes.</param>
    public ContentDigest(ReadOnlySpan<byte> sha256)
    {
        first = BinaryPrimitives.ReadUInt64BigEndian(sha256);
        second = BinaryPrimitives.ReadUInt64BigEndian(sha256[8..]);
        third = BinaryPrimitives.ReadUInt64BigEndian(sha256[16..]);
        fourth = BinaryPrimitives.ReadUInt64BigEndian(sha256[24..]);
    }

    /// <summary>The digest of no bytes.</summary>
    public static ContentDigest Empty { get; } = new(SHA256.HashData([]));

    /// <summary>The digest of these bytes.</summary>
    public static ContentDigest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, digest);
        return new(digest);
    }

    /// <summary>As registries and engines write it: <c>sha256:</c> and 64 lowercase hexadecimal digits.</summary>
    public override string ToString() => $"sha256:{first:x16}{second:x16}{third:x16}{fourth:x16}";
}
