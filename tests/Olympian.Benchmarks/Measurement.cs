namespace Olympian.Benchmarks;

/// <summary>One run of one contender.</summary>
/// <param name="Seconds">How long it took, by the wall clock.</param>
/// <param name="PeakBytes">The most memory that its process held at once; null where that was not looked at.</param>
internal readonly record struct Measurement(double Seconds, long? PeakBytes = null);
