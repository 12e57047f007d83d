using System.Security.Cryptography;

namespace Olympian.Deployment.Sources;

/// <summary>MD5 in lower-case hexadecimal: the name of content here, as the Makefile's users know it.</summary>
/// <remarks>It tells versions apart and protects nothing from a forger: hence the analyzer's rule is off in this one place.</remarks>
public static class Md5
{
#pragma warning disable CA5351 // see the remarks
    /// <summary>The digest of bytes at hand.</summary>
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(MD5.HashData(content));

    /// <summary>The digest of bytes at hand, as its 16 bytes.</summary>
    public static byte[] BytesOf(ReadOnlySpan<byte> content) => MD5.HashData(content);

    /// <summary>The digest of a stream's rest.</summary>
    public static string Of(Stream content) => Convert.ToHexStringLower(MD5.HashData(content));

    /// <summary>A digest to feed piece by piece.</summary>
    public static IncrementalHash Start() => IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
}
