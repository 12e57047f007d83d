namespace Olympian.Deployment.Stores;

/// <summary>What is damaged. It decides what can heal it.</summary>
public enum FaultKind
{
    /// <summary>A file's bytes are others.</summary>
    Content,

    /// <summary>A file, directory or link is not there.</summary>
    Missing,

    /// <summary>Something is there that no layer holds.</summary>
    Unexpected,

    /// <summary>Kind, mode, owner, time, link target, device or extended attribute is another.</summary>
    Attributes,

    /// <summary>The record from which the layer's archive is rebuilt (tar-split) is damaged; the files may be sound.</summary>
    ArchiveRecord,

    /// <summary>The layer's directory is gone.</summary>
    Directory,

    /// <summary>What ties the layer's directory to those below it (link, lower, the short link) is damaged.</summary>
    Link,

    /// <summary>The layer database's entry is damaged or gone. No command of Docker's heals that.</summary>
    Database,

    /// <summary>The image's configuration does not have the digest that is its name, or is gone.</summary>
    Configuration,

    /// <summary>A layer in an archive the engine made does not have its digest.</summary>
    Archive,

    /// <summary>What the registry holds is not what its name says, or not what is here.</summary>
    Registry,

    /// <summary>A part of the build cache is not what a build left.</summary>
    BuildCache,
}
