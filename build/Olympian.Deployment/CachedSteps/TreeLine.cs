using Olympian.Deployment.Archives;

namespace Olympian.Deployment.CachedSteps;

/// <summary>One entry of a directory as it was or is: its path, and everything that is sealed of it, in words.</summary>
/// <param name="Path">The path.</param>
/// <param name="Facts">Kind, mode, owner, time, size, digest and so on, each one text.</param>
public sealed record TreeLine(EntryPath Path, IReadOnlyList<string> Facts);
