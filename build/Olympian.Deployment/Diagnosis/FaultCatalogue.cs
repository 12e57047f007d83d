using System.Buffers;
using Olympian.Deployment.Diagnosis.Entries;

namespace Olympian.Deployment.Diagnosis;

/// <summary>
/// Every message this build can name. The first entry that matches a line has it, so the specific stands before the general; of several
/// messages in one text, the one whose entry stands first is taken for the cause.
/// </summary>
/// <remarks>
/// It words a diagnosis, and by its class a build may be tried once more (a race, what passes) or this project's build cache be dropped
/// (<see cref="FaultClass.DamagedBuildCache"/>). What else is removed, or refused, is decided on the engine's state. What has no message
/// (a file added to a layer, a stale cache mount, an old image still running) cannot be here; Verify looks for it.
/// </remarks>
public static class FaultCatalogue
{
    /// <summary>All entries, in the order in which they are tried.</summary>
    public static IReadOnlyList<CatalogueEntry> Entries { get; } =
    [
        .. StorageEntries.All,
        .. EngineEntries.All,
        .. TransferEntries.All,
        .. BuildCacheEntries.All,
        .. LayerEntries.All,
        .. UserEntries.All,
        .. NetworkEntries.All,
        .. GeneralEntries.All,
    ];

    // Nearly every line of a log holds none of these; it is done with after one search.
    private static readonly Lazy<SearchValues<string>> Words = new(() => SearchValues.Create(
        [.. Entries.SelectMany(entry => RequiredText.Of(entry.Pattern)), .. LogLine.ErrorWords], StringComparison.OrdinalIgnoreCase));

    /// <summary>The first entry that knows the line; null when none does.</summary>
    /// <param name="line">One line, as a program or a CI system printed it.</param>
    public static CatalogueEntry? Classify(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return Find(LogLine.Bare(line));
    }

    internal static CatalogueEntry? Find(string bareLine) => Entries.FirstOrDefault(entry => entry.Matches(bareLine));

    /// <summary>Whether the line may be a message of the catalogue, or another error; most are neither.</summary>
    internal static bool IsWorthALook(string line) => line.AsSpan().ContainsAny(Words.Value);

    /// <summary>Where an entry stands.</summary>
    internal static int RankOf(CatalogueEntry entry) => Ranks[entry.Id];

    private static readonly Dictionary<string, int> Ranks =
        Entries.Index().ToDictionary(entry => entry.Item.Id, entry => entry.Index, StringComparer.Ordinal);
}
