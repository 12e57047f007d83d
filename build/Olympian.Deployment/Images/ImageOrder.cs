namespace Olympian.Deployment.Images;

/// <summary>One image to build.</summary>
/// <param name="Build">How.</param>
/// <param name="Tag">The tag the image gets.</param>
/// <param name="Arguments">Build arguments added to those of the compose file; they win.</param>
/// <param name="Labels">Labels added to those of the compose file; they win.</param>
/// <param name="CacheUse">How much of the cache may be used.</param>
/// <param name="LogFile">Absolute path of the file that keeps the whole output.</param>
/// <param name="Limit">How long it may take.</param>
public sealed record ImageOrder(
    ServiceBuild Build,
    string Tag,
    IReadOnlyDictionary<string, string> Arguments,
    IReadOnlyDictionary<string, string> Labels,
    CacheUse CacheUse,
    string LogFile,
    TimeSpan Limit)
{
    /// <summary>Images to take in the place of those that the Dockerfile names: the name of each by the name in the Dockerfile.</summary>
    public IReadOnlyDictionary<string, string> Substitutes { get; init; } = new Dictionary<string, string>();
}
