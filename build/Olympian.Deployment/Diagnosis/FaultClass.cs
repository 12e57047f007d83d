namespace Olympian.Deployment.Diagnosis;

/// <summary>What kind of trouble a message tells of: it decides what may be tried, and whether cleaning can help at all.</summary>
public enum FaultClass
{
    /// <summary>No entry of the catalogue knows the message.</summary>
    Unknown,

    /// <summary>A layer on the engine's disk is not what was pulled or built.</summary>
    DamagedLayer,

    /// <summary>A record of the build cache, a cache mount, or the builder's database is damaged or points at nothing.</summary>
    DamagedBuildCache,

    /// <summary>What the registry holds, or what came over the wire, is not what its digest says.</summary>
    DamagedTransfer,

    /// <summary>The disk (or its inodes, or a quota) is used up.</summary>
    FullDisk,

    /// <summary>The disk or its file system fails. Anything done to it, cleaning included, may lose more.</summary>
    FailingStorage,

    /// <summary>The engine is down, does not start, or died on the way.</summary>
    EngineTrouble,

    /// <summary>The network or a registry's limit; it passes.</summary>
    Transient,

    /// <summary>Two processes met: builds, pulls, prunes. The same again, alone, succeeds.</summary>
    Race,

    /// <summary>The Dockerfile, the context, the settings or the machine's configuration.</summary>
    UserError,
}
