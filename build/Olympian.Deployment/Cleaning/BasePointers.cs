using Olympian.Deployment.Images;

namespace Olympian.Deployment.Cleaning;

/// <summary>
/// A build upon an image leaves a record for each of the image's layers, below those of its own steps: a pointer to the image, without data.
/// It holds the layer in the engine like any other record, and the builder does not always say whose image it is.
/// </summary>
internal static class BasePointers
{
    /// <summary>Whether the builder says that the record is a layer of an image, if not always of which.</summary>
    public static bool IsTold(CacheRecord record) =>
        record.Description.StartsWith("from ", StringComparison.Ordinal) || record.Description.StartsWith("pulled from ", StringComparison.Ordinal);

    /// <summary>Whether the builder says nothing of the record at all, as of an image's layers where containerd keeps the images.</summary>
    public static bool IsUntold(CacheRecord record) => record is { Type: "regular", Description.Length: 0 };

    /// <summary>A record in one line.</summary>
    public static string NameOf(CacheRecord record) => IsUntold(record) ? "a layer of a base" : record.Description.Split('\n', 2)[0];

    /// <summary>The records upon which nothing stands and of which the builder does not say whose they are, and all that they alone stand upon.</summary>
    public static IReadOnlyList<CacheRecord> BareUntold(IReadOnlyList<CacheRecord> records)
    {
        CacheRecord[] untold = [.. records.Where(IsUntold)];
        var bare = untold.Where(record => !record.InUse && !records.Any(other => other.Parents.Contains(record.Id)))
            .ToDictionary(record => record.Id, StringComparer.Ordinal);
        AddUnder(records, untold, bare);
        return [.. bare.Values];
    }

    /// <summary>Adds to some records those pointers upon which nothing stands but them.</summary>
    /// <param name="records">Every record of the build cache.</param>
    /// <param name="pointers">The pointers to look at.</param>
    /// <param name="upon">The records that may stand upon them, by id; added to.</param>
    public static void AddUnder(IReadOnlyList<CacheRecord> records, IEnumerable<CacheRecord> pointers, Dictionary<string, CacheRecord> upon)
    {
        var open = pointers.Where(record => !record.InUse).ToList();
        while (open.RemoveAll(IsUnder) > 0)
        {
        }

        bool IsUnder(CacheRecord pointer)
        {
            var standing = records.Where(record => record.Parents.Contains(pointer.Id)).ToArray();
            return standing.Length > 0 && standing.All(record => upon.ContainsKey(record.Id)) && upon.TryAdd(pointer.Id, pointer);
        }
    }
}
