namespace Olympian.Deployment.Stores;

/// <summary>The files an engine keeps its images in, read beside the engine. Nothing is ever written.</summary>
/// <remarks>
/// Paths are relative to the engine's data root. Every member throws <see cref="StorageFailure"/> when the disk or its file system fails:
/// that is another matter than a file that is not there.
/// </remarks>
public interface IEngineStore
{
    /// <summary>The data root, for messages.</summary>
    string Root { get; }

    /// <summary>A small file's bytes; null when there is no such file.</summary>
    byte[]? Read(string path);

    /// <summary>A file to be read forwards; null when there is no such file.</summary>
    Stream? Open(string path);

    /// <summary>A symbolic link's target as spelt; null when there is no such link.</summary>
    string? LinkTarget(string path);

    /// <summary>The names in a directory; null when there is no such directory.</summary>
    IReadOnlyList<string>? Names(string path);

    /// <summary>The files of a layer; null when there is no such directory.</summary>
    ILayerDirectory? Layer(string path);
}
