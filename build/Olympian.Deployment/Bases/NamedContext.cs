namespace Olympian.Deployment.Bases;

/// <summary>What stands in the place of a stage or an image.</summary>
/// <param name="Name">The context's name.</param>
/// <param name="Image">The image it is; null for a directory, an archive, a repository of git, an OCI layout.</param>
internal sealed record NamedContext(string Name, string? Image);
