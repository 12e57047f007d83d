namespace Olympian.Build.Adapters.Sources;

/// <summary>One entry that Docker would be sent, its content still unread.</summary>
/// <param name="Root">The context.</param>
/// <param name="Path">Relative to the context, with <c>/</c> between names.</param>
/// <param name="Status">What the file system says of it.</param>
/// <param name="LinkTarget">A link's target as written; null for all else.</param>
internal sealed record WalkedEntry(string Root, string Path, FileStatus Status, string? LinkTarget)
{
    /// <summary>Where it lies.</summary>
    public string FullPath => $"{Root}/{Path}";
}
