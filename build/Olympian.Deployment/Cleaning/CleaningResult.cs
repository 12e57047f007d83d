namespace Olympian.Deployment.Cleaning;

/// <summary>What a cleaning did.</summary>
/// <param name="Removed">What went.</param>
/// <param name="AlreadyGone">What somebody else removed first.</param>
/// <param name="Bytes">
/// What the disk got back, as far as the engine told: layers it deleted and cache records that nothing shared. Never more than the truth.
/// </param>
public sealed record CleaningResult(IReadOnlyList<Removal> Removed, IReadOnlyList<Removal> AlreadyGone, long Bytes);
