namespace Olympian.Deployment.Registries;

/// <summary>Asks whether a tag still names the image that was pulled under it.</summary>
public sealed class RegistryFreshness(IRegistry registry)
{
    private readonly PublishedImages images = new(registry);

    /// <remarks>
    /// One question about the tag's digest, which is not counted as a pull, settles it while nothing has changed. An index changes
    /// with any of its images; so when it has changed, the image of this platform is looked at.
    /// </remarks>
    /// <param name="tag">The tag.</param>
    /// <param name="pulled">The image that was pulled under it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RegistryFailure">The registry did not answer, or what it has cannot be read.</exception>
    public async Task<TagState> AskAsync(RegistryImage tag, PulledImage pulled, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tag);
        ArgumentNullException.ThrowIfNull(pulled);

        var digest = await registry.DigestAsync(tag, cancellationToken);
        if (digest == pulled.Origin.Reference || digest == pulled.Id)
        {
            return new(digest, IsSame: true, Created: null);
        }

        // By the digest just learned: the tag may move between two questions.
        var published = await images.FindAsync(tag.At(digest), pulled.Platform, pulled.Id, cancellationToken);
        return published.KindOf(pulled.Id) is not null
            ? new(digest, IsSame: true, Created: null)
            : new(digest, IsSame: false, (await images.ConfigurationAsync(published, cancellationToken)).Created);
    }
}
