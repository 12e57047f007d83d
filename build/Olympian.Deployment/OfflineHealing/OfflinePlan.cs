using Olympian.Deployment.Healing;

namespace Olympian.Deployment.OfflineHealing;

/// <summary>What healing a stopped engine's layer database takes, in the order in which it is done.</summary>
/// <param name="Root">The data root.</param>
/// <param name="Mends">What can be proven, and is written anew: nothing is lost by that.</param>
/// <param name="SetAsides">What cannot, and what depends on it: it goes into the backup.</param>
/// <param name="References">The list of image names without those that go; null where none goes.</param>
/// <param name="Images">Images that go, in words; whosever.</param>
/// <param name="Containers">Containers of this project that go with their writable layers, in words; volumes stay.</param>
/// <param name="Strangers">What belongs to somebody else and depends on a lost layer, in words.</param>
/// <param name="Concerned">Images of this project, and those that it is built upon, that the engine cannot use as it stands.</param>
/// <param name="TakesBuildCache">Whether the build cache of the whole engine goes.</param>
/// <param name="Notes">What was seen, and is left alone.</param>
public sealed record OfflinePlan(
    string Root,
    IReadOnlyList<LayerMend> Mends,
    IReadOnlyList<SetAside> SetAsides,
    ReadOnlyMemory<byte>? References,
    IReadOnlyList<string> Images,
    IReadOnlyList<string> Containers,
    IReadOnlyList<Stranger> Strangers,
    IReadOnlyList<string> Concerned,
    bool TakesBuildCache,
    IReadOnlyList<string> Notes)
{
    /// <summary>Where the list of image names is, relative to the data root.</summary>
    public const string ReferencesPath = "image/overlay2/repositories.json";

    /// <summary>Whether there is nothing to heal.</summary>
    public bool IsEmpty => Mends.Count == 0 && SetAsides.Count == 0 && References is null;
}
