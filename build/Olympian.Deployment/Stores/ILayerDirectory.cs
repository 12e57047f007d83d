using Olympian.Deployment.Archives;

namespace Olympian.Deployment.Stores;

/// <summary>
/// The directory that holds one layer's files. No path leads out of it: links on the way are followed as if the directory were the root,
/// a link at a path's end is not followed.
/// </summary>
/// <remarks>Every member throws <see cref="StorageFailure"/> when the disk or its file system fails.</remarks>
public interface ILayerDirectory : IDisposable
{
    /// <summary>A regular file's content; null when no regular file is there.</summary>
    IStoredFile? Open(EntryPath path);

    /// <summary>What is there; null for nothing.</summary>
    StoredEntry? Find(EntryPath path);

    /// <summary>Everything in the directory and below, itself left out, in any order.</summary>
    IEnumerable<EntryPath> All();
}
