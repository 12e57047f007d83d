using Olympian.Deployment.Bases;

namespace Olympian.Deployment.Healing;

/// <summary>What became of damaged bases.</summary>
/// <param name="Copies">
/// The name of a sound copy for each base that is still damaged, because something holds its layers that may not be stopped or is somebody
/// else's; empty where all of them were let go and pulled again.
/// </param>
/// <param name="Replaced">The chain ids of the damaged layers that the copies stand in for.</param>
public sealed record HealedBases(IReadOnlyDictionary<ImageReference, string> Copies, IReadOnlyList<string> Replaced)
{
    /// <summary>No base was damaged, or none is any more.</summary>
    public static HealedBases AllSound { get; } = new(new Dictionary<ImageReference, string>(), []);
}
