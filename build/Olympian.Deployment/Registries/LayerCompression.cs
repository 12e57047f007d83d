namespace Olympian.Deployment.Registries;

/// <summary>How a layer's archive was packed for a registry.</summary>
public enum LayerCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>gzip, of one member or many.</summary>
    Gzip,

    /// <summary>zstd, of one frame or many.</summary>
    Zstd,
}
