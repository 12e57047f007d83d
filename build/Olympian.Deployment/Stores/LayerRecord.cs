namespace Olympian.Deployment.Stores;

/// <summary>The layer database's entry of a layer.</summary>
/// <param name="CacheId">The name of the layer's directory below <c>overlay2/</c>; null when the entry does not say.</param>
/// <param name="Faults">What is wrong with it.</param>
public sealed record LayerRecord(string? CacheId, IReadOnlyList<LayerFault> Faults);
