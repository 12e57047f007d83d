namespace Olympian.Deployment.Images;

/// <summary>
/// What an image says of itself in <c>/app/build_info.txt</c>: four lines, <c>Build Date:</c>, <c>Git Commit:</c>,
/// <c>Source Hash:</c> and <c>Cache Bust:</c>.
/// </summary>
public sealed record BuildInfo(string? BuildDate, string? GitCommit, string? SourceHash, string? CacheBust)
{
    /// <summary>Reads the file's text. A line that is missing leaves its value null; other lines do not count.</summary>
    public static BuildInfo Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var values = text.Split('\n')
            .Select(line => line.TrimEnd('\r').Split(": ", 2))
            .Where(parts => parts.Length == 2)
            .GroupBy(parts => parts[0], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First()[1], StringComparer.Ordinal);

        return new(
            values.GetValueOrDefault("Build Date"),
            values.GetValueOrDefault("Git Commit"),
            values.GetValueOrDefault("Source Hash"),
            values.GetValueOrDefault("Cache Bust"));
    }

    /// <summary>What an image's labels say; null where it has none of them.</summary>
    public static BuildInfo OfLabels(IReadOnlyDictionary<string, string> labels) => new(
        labels.GetValueOrDefault(ImageLabels.BuildDate),
        labels.GetValueOrDefault(ImageLabels.Commit),
        labels.GetValueOrDefault(ImageLabels.SourceHash),
        labels.GetValueOrDefault(ImageLabels.CacheBust));
}
