namespace Olympian.Deployment.Stores;

/// <summary>An open file of a layer.</summary>
public interface IStoredFile : IDisposable
{
    /// <summary>The file, as it was when it was opened.</summary>
    StoredEntry Entry { get; }

    /// <summary>The next bytes; 0 at the end.</summary>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    int Read(Span<byte> buffer);
}
