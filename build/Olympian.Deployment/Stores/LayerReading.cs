namespace Olympian.Deployment.Stores;

/// <summary>What came of reading one layer.</summary>
/// <param name="Bytes">Bytes of its archive that were hashed.</param>
/// <param name="Faults">What is not as it was; the first ones only, where there are very many.</param>
/// <param name="MoreFaults">How many more there are.</param>
/// <param name="Note">What limits the proof, in words; null for nothing.</param>
public sealed record LayerReading(long Bytes, IReadOnlyList<LayerFault> Faults, int MoreFaults, string? Note)
{
    /// <summary>The faults, and where there are more of them than are listed, one that says how many.</summary>
    public IReadOnlyList<LayerFault> AllFaults { get; } = MoreFaults == 0
        ? Faults
        : [.. Faults, Faults[^1] with { Path = null, Expected = "no further damage", Actual = $"{MoreFaults} more of its files damaged" }];
}
