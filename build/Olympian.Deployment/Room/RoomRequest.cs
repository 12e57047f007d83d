namespace Olympian.Deployment.Room;

/// <summary>What a build needs room for.</summary>
/// <param name="Project">The project.</param>
/// <param name="EngineRoot">The engine's data root; null when the engine is on another machine.</param>
/// <param name="WorkTree">The directory of the checkout.</param>
/// <param name="MinimumFree">How many bytes must be free; null to judge by the last release, zero to ask for nothing.</param>
/// <param name="Keep">How many releases pruning would keep.</param>
public sealed record RoomRequest(string Project, string? EngineRoot, string WorkTree, long? MinimumFree, int Keep);
