namespace Olympian.Deployment.Integrity;

/// <summary>A layer, and where it is in an image.</summary>
/// <param name="Position">Its number, from 1 for the lowest.</param>
/// <param name="Count">How many layers the image has.</param>
/// <param name="DiffId">Its diff id.</param>
/// <param name="ChainId">Its chain id: the name by which the engine keeps it upon those below.</param>
/// <param name="Step">The instruction that made it, as the builder worded it; null where the image does not say.</param>
public sealed record LayerPlace(int Position, int Count, string DiffId, string ChainId, string? Step)
{
    private const int LongestStep = 80;

    /// <summary>In a few words, for a finding.</summary>
    public override string ToString()
    {
        var step = Step is null ? "" : $", {(Step.Length > LongestStep ? $"{Step[..LongestStep]}…" : Step).ReplaceLineEndings(" ")}";
        return $"layer {Position} of {Count} ({DiffId[..Math.Min(DiffId.Length, 19)]}{step})";
    }
}
