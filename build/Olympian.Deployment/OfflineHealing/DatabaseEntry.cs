using System.Buffers;

namespace Olympian.Deployment.OfflineHealing;

/// <summary>What the layer database says of a layer, as it stands there: any of it may be damaged.</summary>
/// <param name="Chain">The chain id: the entry's name.</param>
/// <param name="DiffId">What its <c>diff</c> says; null when there is none.</param>
/// <param name="Parent">What its <c>parent</c> says; null when there is none.</param>
/// <param name="CacheId">What its <c>cache-id</c> says; null when there is none, or it names no directory.</param>
/// <param name="Size">What its <c>size</c> says; null when there is none, or it is no number.</param>
internal sealed record DatabaseEntry(string Chain, string? DiffId, string? Parent, string? CacheId, long? Size)
{
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether an engine takes it in when it starts, the layer below given.</summary>
    public bool IsLoadable => IsDigest(DiffId) && CacheId is not null && Size is not null && (Parent is null || IsDigest(Parent));

    private static bool IsDigest(string? text) =>
        text is { Length: 71 } && text.StartsWith("sha256:", StringComparison.Ordinal) && text.AsSpan(7).IndexOfAnyExcept(Hexadecimal) < 0;
}
