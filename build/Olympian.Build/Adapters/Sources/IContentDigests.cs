namespace Olympian.Build.Adapters.Sources;

/// <summary>Names the content of one file.</summary>
/// <remarks>
/// Apart from the walk so that digests can be remembered: a cache keyed by path and status needs to know nothing of contexts.
/// </remarks>
internal interface IContentDigests
{
    /// <summary>The MD5 of a file's content, lower-case hexadecimal, and the status that held from the first byte to the last.</summary>
    (FileStatus Status, string Md5) Of(WalkedEntry file, CancellationToken cancellation);
}
