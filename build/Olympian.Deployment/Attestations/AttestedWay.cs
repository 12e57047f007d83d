namespace Olympian.Deployment.Attestations;

/// <summary>A way in which layers were proven.</summary>
/// <param name="Way">Its word.</param>
/// <param name="Layers">How many layers were read.</param>
/// <param name="Bytes">How many bytes were hashed.</param>
public sealed record AttestedWay(string Way, int Layers, long Bytes);
