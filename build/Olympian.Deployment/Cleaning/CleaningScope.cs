namespace Olympian.Deployment.Cleaning;

/// <summary>How far a cleaning goes.</summary>
/// <param name="StoppedContainers">Whether the stack's stopped containers go.</param>
/// <param name="BuildCache">Whether the project's provable build cache goes.</param>
/// <param name="Downloads">Whether the project's cache mounts (dependency downloads) go too.</param>
/// <param name="KeptReleases">How many of the newest verified releases stay, besides the running, current and previous ones.</param>
public sealed record CleaningScope(bool StoppedContainers, bool BuildCache, bool Downloads, int KeptReleases)
{
    /// <summary>Before an ultra-clean build: nothing of a former build may be left to be used again.</summary>
    /// <param name="downloads">Whether dependency downloads go too.</param>
    /// <param name="keep">How many releases stay to go back to; a build without cache takes nothing from them.</param>
    public static CleaningScope BeforeBuild(bool downloads, int keep) => new(StoppedContainers: true, BuildCache: true, downloads, keep);

    /// <summary>Maintenance: old releases and leftovers only.</summary>
    public static CleaningScope OldReleases(int keep) => new(StoppedContainers: false, BuildCache: false, Downloads: false, keep);
}
