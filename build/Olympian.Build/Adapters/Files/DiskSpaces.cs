using Olympian.Deployment.Room;

namespace Olympian.Build.Adapters.Files;

/// <summary>The file systems that are mounted here.</summary>
public sealed class DiskSpaces : IDiskSpaces
{
    public DiskSpace? Of(string directory)
    {
        try
        {
            if (!Directory.Exists(directory))
            {
                return null;
            }

            var path = Path.GetFullPath(directory);
            var mount = DriveInfo.GetDrives().Select(drive => drive.Name)
                .Where(root => path == root.TrimEnd(Path.DirectorySeparatorChar) || path.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, PathComparison))
                .MaxBy(root => root.Length);
            // Asked of the directory itself: what is mounted over a mount point is not in every list.
            return new(mount ?? Path.GetPathRoot(path)!, new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(path)! : path).AvailableFreeSpace);
        }
        catch (Exception unseen) when (unseen is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static StringComparison PathComparison => OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
}
