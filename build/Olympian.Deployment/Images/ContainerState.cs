namespace Olympian.Deployment.Images;

/// <summary>The engine's own words for a container's state, and one for a word this build does not know.</summary>
public enum ContainerState
{
    /// <summary>A word newer than this build; treated as "in use" wherever that matters.</summary>
    Unknown = 0,
    Created,
    Running,
    Paused,
    Restarting,
    Removing,
    Exited,
    Dead,
}
