namespace Olympian.Deployment.Integrity;

/// <summary>A way of looking whether an image's layers are what they were. Each says what it cannot see in docs/trust.md.</summary>
public enum Way
{
    /// <summary>The engine's own files, read beside it: as strong as hashing everything, and as fast as the disk.</summary>
    Store,

    /// <summary>What the engine saves of the image, hashed. Blind to files that were added, and to modes, owners and times.</summary>
    Save,

    /// <summary>What a container would see, compared with the layers that <see cref="Save"/> proved.</summary>
    RootFs,

    /// <summary>What the registry holds, hashed, and compared with the layers here.</summary>
    Registry,

    /// <summary>The steps that the builder keeps, compared with what they were right after the build that made them.</summary>
    Cache,
}
