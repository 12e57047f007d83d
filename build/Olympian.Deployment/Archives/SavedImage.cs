using Olympian.Deployment.Stores;

namespace Olympian.Deployment.Archives;

/// <summary>One image of an archive that <c>docker save</c> made.</summary>
/// <param name="Ids">
/// The digests by which an engine may call it: that of its configuration (the graph drivers' image id), of its manifest or of the index
/// that names it (containerd's).
/// </param>
/// <param name="Configuration">Its configuration; null when that is damaged or missing.</param>
/// <param name="Faults">What of it is not what it is named, by the diff id of the layer; an empty diff id for the image itself.</param>
public sealed record SavedImage(
    IReadOnlyCollection<string> Ids, ImageConfiguration? Configuration, IReadOnlyList<(string DiffId, LayerFault Fault)> Faults)
{
    /// <summary>The configuration as it came; empty where it is missing.</summary>
    public ReadOnlyMemory<byte> ConfigurationBytes { get; init; }
}
