namespace Olympian.Build.Tasks;

/// <summary>The part of the story a target belongs to, in the order Help prints them.</summary>
public enum Stage
{
    /// <summary>The main job.</summary>
    Deploy,

    /// <summary>Settings.</summary>
    Configure,

    /// <summary>Removing what is ours.</summary>
    Clean,

    /// <summary>Images.</summary>
    Build,

    /// <summary>The running stack.</summary>
    Run,

    /// <summary>What people stored.</summary>
    Data,

    /// <summary>Proof.</summary>
    Check,

    /// <summary>This build itself.</summary>
    Develop,
}
