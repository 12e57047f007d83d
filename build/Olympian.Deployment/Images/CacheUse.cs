namespace Olympian.Deployment.Images;

/// <summary>How much a build may take from what earlier builds left behind.</summary>
public enum CacheUse
{
    /// <summary>Every instruction runs again and the bases are asked for at their registry: <c>--no-cache --pull</c>.</summary>
    UltraClean,

    /// <summary>Every instruction runs again upon the bases the engine has: <c>--no-cache</c>.</summary>
    Clean,

    /// <summary>Instructions whose inputs are unchanged are taken from the build cache.</summary>
    Cached,
}
