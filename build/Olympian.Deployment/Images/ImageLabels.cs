using Olympian.Deployment.Sources;

namespace Olympian.Deployment.Images;

/// <summary>
/// The labels by which this build knows its own images and containers, and by which anyone can ask the engine what runs.
/// State lives in the engine: these labels are the only record of ownership.
/// </summary>
public static class ImageLabels
{
    public const string Project = "org.olympian.project";
    public const string Release = "org.olympian.release";
    public const string Service = "org.olympian.service";
    public const string SourceHash = "org.olympian.source-hash";
    public const string Commit = "org.olympian.commit";
    public const string BuildDate = "org.olympian.build-date";
    public const string CacheBust = "org.olympian.cache-bust";

    /// <summary>The images it was built upon, those of builder stages too: <see cref="BaseRecord"/>.</summary>
    public const string Bases = "org.olympian.bases";

    /// <summary>
    /// Every label of an image: ours, and those of the OCI image specification's annotations
    /// (https://github.com/opencontainers/image-spec/blob/main/annotations.md).
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(string project, string service, BuildArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);

        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Project] = project,
            [Release] = arguments.ReleaseId.Value,
            [Service] = service,
            [SourceHash] = arguments.SourceHash,
            [Commit] = arguments.GitCommit,
            [BuildDate] = arguments.BuildDate,
            [CacheBust] = arguments.CacheBust,
            ["org.opencontainers.image.created"] = arguments.BuildDate,
            ["org.opencontainers.image.revision"] = arguments.GitCommit,
            ["org.opencontainers.image.version"] = arguments.ReleaseId.Value,
            ["org.opencontainers.image.title"] = $"{project}/{service}",
        };
    }
}
