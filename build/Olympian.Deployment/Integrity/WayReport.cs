namespace Olympian.Deployment.Integrity;

/// <summary>What one way of looking came to.</summary>
/// <param name="Way">The way.</param>
/// <param name="Layers">How many layers were read, each once however many images share it.</param>
/// <param name="Bytes">How many bytes were read and hashed.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Notes">What limits the proof, in words.</param>
public sealed record WayReport(Way Way, int Layers, long Bytes, TimeSpan Elapsed, IReadOnlyList<string> Notes)
{
    /// <summary>Millions of bytes a second.</summary>
    public double MegabytesPerSecond => Elapsed > TimeSpan.Zero ? Bytes / 1e6 / Elapsed.TotalSeconds : 0;
}
