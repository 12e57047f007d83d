namespace Olympian.Deployment.Sources;

/// <summary>What an entry of a build context is to Docker.</summary>
public enum EntryKind
{
    /// <summary>A regular file; hard links are files of their own.</summary>
    File,

    /// <summary>A directory: empty ones are sent too.</summary>
    Directory,

    /// <summary>A symbolic link: sent as a link, wherever it points.</summary>
    Link,

    /// <summary>A FIFO: sent as one, never opened.</summary>
    Fifo,

    /// <summary>A socket: BuildKit sends an empty file in its place.</summary>
    Socket,

    /// <summary>A character or block device: sent as one, never opened.</summary>
    Device,
}
