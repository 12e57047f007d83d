using Cake.Docker;
using Olympian.Deployment.Images;

namespace Olympian.Build.Adapters.Docker;

/// <summary>The command line of one image's build.</summary>
internal static class BuildxSettings
{
    /// <param name="order">What to build.</param>
    /// <param name="metadataFile">Where the builder writes which image it made.</param>
    /// <param name="inlineDockerfile">Where the compose file's own Dockerfile text was written; null when it has none.</param>
    public static DockerBuildXBuildSettings Of(ImageOrder order, string metadataFile, string? inlineDockerfile)
    {
        var build = order.Build;
        return new()
        {
            File = build.Dockerfile ?? inlineDockerfile,
            Target = build.Target,
            BuildArg = [.. Merged(build.Arguments, order.Arguments)],
            Label = [.. Merged(build.Labels.ToDictionary(label => label.Key, label => (string?)label.Value), order.Labels)],
            BuildContext =
            [
                .. build.AdditionalContexts.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}"),
                .. order.Substitutes.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}=docker-image://{entry.Value}"),
            ],
            Platform = [.. build.Platforms],
            Network = build.Network,
            AddHost = [.. build.ExtraHosts.Select(host => host.Replace('=', ':'))],
            Secret = [.. build.Secrets],
            Ssh = [.. build.Ssh],
            ShmSize = build.SharedMemorySize,
            Tag = [order.Tag],
            NoCache = order.CacheUse != CacheUse.Cached,

            // A substitute is on this engine alone; every other base was asked for at its registry before.
            Pull = order.CacheUse == CacheUse.UltraClean && order.Substitutes.Count == 0,
            Load = true,
            Progress = "rawjson",
            MetadataFile = metadataFile,

            // An attestation of buildx's own would make an index of the image, and its id one that is neither its configuration's nor its manifest's.
            EnvironmentVariables = new Dictionary<string, string> { ["BUILDX_NO_DEFAULT_ATTESTATIONS"] = "1" },
        };
    }

    // A null value is passed by name alone: the builder takes it from the environment.
    private static IEnumerable<string> Merged(IReadOnlyDictionary<string, string?> asked, IReadOnlyDictionary<string, string> ours) =>
        asked.Where(entry => !ours.ContainsKey(entry.Key))
            .Concat(ours.Select(entry => KeyValuePair.Create<string, string?>(entry.Key, entry.Value)))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => entry.Value is null ? entry.Key : $"{entry.Key}={entry.Value}");
}
