using Olympian.Deployment.Images;

namespace Olympian.Deployment.Healing;

/// <summary>What a person types to remove records of the build cache, those and no others.</summary>
internal static class PruneCommand
{
    public static string Of(IEnumerable<CacheRecord> records) =>
        $"docker buildx prune --force --all --filter 'id={string.Join('|', records.Select(record => record.Id))}'";
}
