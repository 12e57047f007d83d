namespace Olympian.Build.Adapters.Sources;

/// <summary>One entry that Docker would be sent, its content still unread.</summary>
/// <param name="Path">Relative to the context, with <c>/</c> between names.</param>
/// <param name="FullPath">Where it lies.</param>
/// <param name="Status">What the file system says of it.</param>
/// <param name="LinkTarget">A link's target as written; null for all else.</param>
internal sealed record WalkedEntry(string Path, string FullPath, FileStatus Status, string? LinkTarget);
