using System.Text.RegularExpressions;
using Olympian.Deployment.Images;

namespace Olympian.Deployment.Cleaning;

/// <summary>
/// Finds the records of the build cache that are provably one project's. What is proof, and why nothing else is:
/// docs/decisions/0004-build-cache-ownership.md.
/// </summary>
public sealed class CacheOwnership
{
    private const string CacheMountType = "exec.cachemount";

    private readonly Dictionary<string, CacheRecord> records;
    private readonly Dictionary<string, bool> known = new(StringComparer.Ordinal);
    private readonly Regex marker;
    private readonly Regex mount;

    /// <param name="project">The project's name.</param>
    /// <param name="records">Every record of the build cache.</param>
    public CacheOwnership(string project, IEnumerable<CacheRecord> records)
    {
        this.records = records.ToDictionary(record => record.Id, StringComparer.Ordinal);
        var name = Regex.Escape(project);

        // The marker must end its path: BuildKit's key for a COPY holds only the last segment of a source's path.
        marker = new Regex(
            $@"\A\[[^\]]*\] (?:WORKDIR|COPY|ADD) (?:.*[\s""'\[,])?[^\s""',]*/org\.olympian\.project/{name}/?(?=[\s""',\]]|\z)",
            RegexOptions.Singleline | RegexOptions.CultureInvariant);
        mount = new Regex($@" with id ""[^""]*/org\.olympian\.project/{name}""\z", RegexOptions.CultureInvariant);
    }

    /// <summary>Whether the record was made by a build of this project and by no other.</summary>
    public bool Owns(CacheRecord record)
    {
        if (known.TryGetValue(record.Id, out var answer))
        {
            return answer;
        }

        // Set first: a cycle among parents cannot be, and must not hang the build if it is.
        known[record.Id] = false;
        return known[record.Id] = record.Type == "regular"

            // An image somebody builds upon, ours included: what stands on it is that somebody's.
            && !BasePointers.IsTold(record)
            && (marker.IsMatch(record.Description) || record.Parents.Any(parent => records.TryGetValue(parent, out var found) && Owns(found)));
    }

    /// <summary>Whether the record is a cache mount whose id ends in the project's marker.</summary>
    public bool OwnsMount(CacheRecord record) => IsMount(record) && mount.IsMatch(record.Description);

    /// <summary>Whether the record is a cache mount, of whomever.</summary>
    public static bool IsMount(CacheRecord record) => record.Type == CacheMountType;
}
