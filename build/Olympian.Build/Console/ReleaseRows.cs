using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Console;

/// <summary>What Releases shows: the newest first.</summary>
internal static class ReleaseRows
{
    public static readonly IReadOnlyList<string> Headings = ["release", "state", "age", "commit", "source hash", "size", "services"];

    public static IEnumerable<IReadOnlyList<string>> Of(ReleaseCatalogue catalogue, DateTimeOffset now) =>
        catalogue.Releases.Select(release => (IReadOnlyList<string>)
        [
            release.Id.Value,
            StateOf(release),
            Age.Of(now - release.Id.Time),
            Label(release, ImageLabels.Commit),
            Label(release, ImageLabels.SourceHash) is { Length: > 12 } hash ? hash[..12] : Label(release, ImageLabels.SourceHash),
            ByteCount.Show(release.Images.Sum(image => image.Image.Bytes)),
            string.Join(", ", release.Images.Select(image => image.Service)),
        ]);

    private static string StateOf(Release release) => release switch
    {
        { IsFailed: true, IsRunning: true } => "failed, running",
        { IsFailed: true } => "failed",
        { IsRunning: true, IsCurrent: true } => "running",
        { IsRunning: true } => "running, not proven",
        { IsCurrent: true } => "current, not running",
        { IsPrevious: true } => "previous",
        { IsVerified: true } => "kept",
        _ => "candidate",
    };

    private static string Label(Release release, string name) =>
        release.Images.Select(image => image.Image.Labels.GetValueOrDefault(name)).FirstOrDefault(value => value is not null) ?? "-";
}
