namespace Olympian.Deployment.Sources;

/// <summary>One entry that Docker is sent, as far as it counts for the fingerprint.</summary>
/// <param name="Path">Relative to the context, with <c>/</c> between names.</param>
/// <param name="Kind">What it is.</param>
/// <param name="IsExecutable">The owner's executable bit of a file, the one bit of a mode that git keeps; false for all else.</param>
/// <param name="Detail">A file's MD5 in lower-case hexadecimal, a link's target as written, a device's number; empty for all else.</param>
public sealed record SourceEntry(string Path, EntryKind Kind, bool IsExecutable, string Detail);
