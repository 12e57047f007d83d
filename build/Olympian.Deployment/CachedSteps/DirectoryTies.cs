namespace Olympian.Deployment.CachedSteps;

/// <summary>What ties a directory of the build cache to those below it; null for what is not there.</summary>
/// <param name="Name">Its short name.</param>
/// <param name="Lower">The short names of the directories below it.</param>
/// <param name="ShortLink">Where the link of its short name leads.</param>
public sealed record DirectoryTies(string? Name, string? Lower, string? ShortLink);
