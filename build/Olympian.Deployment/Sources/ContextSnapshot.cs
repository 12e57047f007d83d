namespace Olympian.Deployment.Sources;

/// <summary>What was read of one context.</summary>
/// <param name="Digest">Its content's name.</param>
/// <param name="Files">How many files Docker is sent.</param>
/// <param name="Bytes">Their length in all.</param>
/// <param name="Elapsed">How long the reading took.</param>
public sealed record ContextSnapshot(ContextDigest Digest, int Files, long Bytes, TimeSpan Elapsed);
