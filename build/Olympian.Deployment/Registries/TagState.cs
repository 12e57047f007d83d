namespace Olympian.Deployment.Registries;

/// <summary>What a tag names in its registry now, held against an image that was pulled under it.</summary>
/// <param name="Digest">The digest the tag has now.</param>
/// <param name="IsSame">Whether it still names the image that was pulled, for that image's platform.</param>
/// <param name="Created">When the image it names now was made; null when it is the same, or does not say.</param>
public sealed record TagState(string Digest, bool IsSame, DateTimeOffset? Created)
{
    // Tools that build the same bytes again and again write an early date for every image.
    private static readonly DateTimeOffset BeforeDocker = new(2013, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// How much older the pulled image is than what the tag names now. Zero when it is the same; null when that cannot be told,
    /// because one of the two does not say when it was made, or because the tag was moved back to an older image.
    /// </summary>
    public TimeSpan? Ahead(DateTimeOffset? pulledCreated) =>
        IsSame ? TimeSpan.Zero
        : Created is { } now && pulledCreated is { } then && then >= BeforeDocker && now >= then ? now - then
        : null;
}
