using Olympian.Deployment.Bases;
using Olympian.Deployment.Integrity;

namespace Olympian.Deployment.Healing;

/// <summary>What is damaged of a project, and what keeps it so.</summary>
/// <param name="Report">What verifying every image of the project and every base under it came to.</param>
/// <param name="Chains">The chain ids of the damaged layers.</param>
/// <param name="Bases">The images that the project is built upon.</param>
/// <param name="Holders">What holds the damaged layers.</param>
/// <param name="SourceHash">
/// The source hash of the release that has to be built anew, because it runs or is the current one and is damaged; null where none has to.
/// </param>
/// <param name="IsRunning">Whether a container runs upon a damaged layer.</param>
public sealed record ProjectDamage(
    IntegrityReport Report,
    IReadOnlyList<string> Chains,
    IReadOnlyList<ImageReference> Bases,
    LayerHolders Holders,
    string? SourceHash,
    bool IsRunning);
