namespace Olympian.Deployment.Images;

/// <summary>What the builder says it made.</summary>
/// <param name="Service">The service it was made for.</param>
/// <param name="ImageId">The id the builder reported for this very build.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Record">What it did.</param>
public sealed record BuiltImage(string Service, string ImageId, TimeSpan Duration, BuildRecord Record);
