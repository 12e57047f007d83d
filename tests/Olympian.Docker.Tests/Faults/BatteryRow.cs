namespace Olympian.Docker.Tests.Faults;

/// <summary>A fault that the battery injected, and what was proven of it.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Place">What was damaged.</param>
/// <param name="FoundBy">The ways that found it, or what else said so.</param>
/// <param name="Outcome">What was done about it, by which target.</param>
internal sealed record BatteryRow(string Fault, string Place, string FoundBy, string Outcome);
