using Olympian.Deployment.Archives;

namespace Olympian.Deployment.Stores;

/// <summary>What came of reading an image's configuration.</summary>
/// <param name="Configuration">The configuration; null when it is damaged or gone.</param>
/// <param name="Fault">Why; null when it is sound.</param>
public sealed record ConfigurationReading(ImageConfiguration? Configuration, LayerFault? Fault);
