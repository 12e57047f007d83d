namespace Olympian.Deployment.Room;

/// <summary>A file system, as far as room on it goes.</summary>
/// <param name="MountPoint">Where it is mounted.</param>
/// <param name="Free">What this user may still write, in bytes.</param>
public sealed record DiskSpace(string MountPoint, long Free);
