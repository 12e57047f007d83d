namespace Olympian.Deployment.OfflineHealing;

/// <summary>A directory beside an engine's files, on the same file system, that takes what goes. Paths are relative to the data root.</summary>
/// <remarks>Every member throws <see cref="ExpectedFailure"/> where the disk or its file system does not do it.</remarks>
public interface IStoreBackup
{
    /// <summary>Makes it, for root alone, with the list of what will go and how to put it back. Nothing is touched before that is on the disk.</summary>
    /// <returns>Its absolute path.</returns>
    string Begin(OfflinePlan plan);

    /// <summary>Moves a file, link or directory into it, in one step: it is there or here. What is not there is passed over.</summary>
    void Take(string path);

    /// <summary>Replaces a file in one step; the old one is copied into the backup before.</summary>
    void Replace(string path, ReadOnlyMemory<byte> content);
}
