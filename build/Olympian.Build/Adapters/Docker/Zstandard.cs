namespace Olympian.Build.Adapters.Docker;

/// <summary>Zstandard, which the framework does not know.</summary>
internal static class Zstandard
{
    /// <summary>The uncompressed bytes of a Zstandard stream.</summary>
    public static Stream Decompress(Stream compressed) => new ZstdSharp.DecompressionStream(compressed, leaveOpen: false);
}
