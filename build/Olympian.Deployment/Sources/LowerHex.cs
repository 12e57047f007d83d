namespace Olympian.Deployment.Sources;

/// <summary>The one spelling of digests and ids here: lower-case hexadecimal.</summary>
internal static class LowerHex
{
    private static readonly System.Buffers.SearchValues<char> Digits = System.Buffers.SearchValues.Create("0123456789abcdef");

    /// <summary>True when every character is a lower-case hexadecimal digit.</summary>
    public static bool ContainsOnlyLowerHex(this ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Digits);

    /// <summary>True for 32 lower-case hexadecimal digits, the form of an MD5 digest.</summary>
    public static bool IsMd5(string text) => text.Length == 32 && text.AsSpan().ContainsOnlyLowerHex();
}
