using Olympian.Deployment.Archives;

namespace Olympian.Deployment.Stores;

/// <summary>One thing in a layer that is not what was pulled or built.</summary>
/// <param name="Kind">What sort of thing.</param>
/// <param name="Path">The path in the image; null where it is the layer itself or its records.</param>
/// <param name="Expected">What must be there.</param>
/// <param name="Actual">What is.</param>
public sealed record LayerFault(FaultKind Kind, EntryPath? Path, string Expected, string Actual);
