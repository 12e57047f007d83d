using Olympian.Build.Options;
using Olympian.Deployment;

namespace Olympian.Build.Adapters.Files;

/// <summary>The directories of the checkout that a build and a start write to.</summary>
internal static class OutputDirectories
{
    /// <summary>Makes sure that each can be written, leaving nothing in them.</summary>
    /// <exception cref="UsageFailure">One cannot: another user made it, the disk is full or read-only.</exception>
    public static void EnsureWritable(Surroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(surroundings);

        foreach (var directory in (string[])
            [surroundings.Root, Path.Combine(surroundings.Artifacts, "logs"), Path.Combine(surroundings.Artifacts, "releases")])
        {
            try
            {
                Directory.CreateDirectory(directory);

                // Only creating a file tells whether one can be created: modes, read-only mounts and quotas all have a say.
                // Named as what a killed run may leave, which the next one removes.
                using var trial = new FileStream(
                    Path.Combine(directory, $".env.build.{AbandonedFiles.Suffix()}"),
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None,
                    1,
                    FileOptions.DeleteOnClose);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new UsageFailure(
                    $"'{directory}' cannot be written.",
                    $"Expected a directory this user may write to, with room on the disk; {exception.Message}",
                    $"Look at it, and at what is above it: namei -l '{directory}'; df -h '{surroundings.Root}'",
                    exception);
            }
        }
    }
}
