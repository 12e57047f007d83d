namespace Olympian.Deployment.Room;

/// <summary>The file systems of this machine.</summary>
public interface IDiskSpaces
{
    /// <summary>The file system that a directory lies on; null when there is no such directory here.</summary>
    DiskSpace? Of(string directory);
}
