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
}
