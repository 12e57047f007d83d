namespace Olympian.Deployment.Stores;

/// <summary>What came of reading one layer.</summary>
/// <param name="Bytes">Bytes of its archive that were hashed.</param>
/// <param name="Faults">What is not as it was; the first ones only, where there are very many.</param>
/// <param name="MoreFaults">How many more there are.</param>
/// <param name="Note">What limits the proof, in words; null for nothing.</param>
public sealed record LayerReading(long Bytes, IReadOnlyList<LayerFault> Faults, int MoreFaults, string? Note);
