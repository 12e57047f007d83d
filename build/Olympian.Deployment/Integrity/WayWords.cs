namespace Olympian.Deployment.Integrity;

/// <summary>A way as people type and read it.</summary>
public static class WayWords
{
    /// <summary>One word.</summary>
    public static string Word(this Way way) => way switch
    {
        Way.Store => "store",
        Way.Save => "save",
        Way.RootFs => "rootfs",
        Way.Registry => "registry",
        Way.Cache => "cache",
        _ => throw new ArgumentOutOfRangeException(nameof(way), way, "No such way."),
    };
}
