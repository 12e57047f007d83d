namespace Olympian.Deployment.Cleaning;

/// <summary>Where a cleaning tells what it does, line by line, as it does it.</summary>
public interface ICleaningJournal
{
    /// <summary>Something was found, removed or kept.</summary>
    void Tell(string line);

    /// <summary>Something went wrong, or reaches beyond this project.</summary>
    void Warn(string line);
}
