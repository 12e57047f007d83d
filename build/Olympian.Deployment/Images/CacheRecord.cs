namespace Olympian.Deployment.Images;

/// <summary>One record of the build cache.</summary>
/// <param name="Id">Its id in the builder.</param>
/// <param name="Parents">The records it is made upon; none of them can go while this one stays.</param>
/// <param name="Type">As <c>regular</c>, <c>source.local</c>, <c>exec.cachemount</c>, <c>frontend</c>, <c>internal</c>.</param>
/// <param name="Description">The step that made it, as BuildKit words it.</param>
/// <param name="Bytes">Its own size, as far as the builder prints it (four significant digits).</param>
/// <param name="Created">When it was made.</param>
/// <param name="InUse">Whether a build holds it now.</param>
/// <param name="Shared">Whether an image or another record shares its data: removing it then frees nothing.</param>
public sealed record CacheRecord(
    string Id,
    IReadOnlyList<string> Parents,
    string Type,
    string Description,
    long Bytes,
    DateTimeOffset? Created,
    bool InUse,
    bool Shared);
