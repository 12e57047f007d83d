using Olympian.Build.Adapters.Files;
using Olympian.Build.Adapters.Sources;
using Olympian.Deployment;
using Olympian.Deployment.Settings;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Adapters.Settings;

/// <summary><c>.env</c> on disk: replaced as a whole, readable by its owner only.</summary>
/// <remarks>
/// A symbolic link is written through: the link stays and its target is replaced, because a link is how people keep one
/// <c>.env</c> for several checkouts. A write-protected file is respected although a rename could replace it. Windows has no
/// Unix mode: there the file inherits its directory's access rights, and "owner only" is up to them.
/// </remarks>
public sealed class EnvFileOnDisk : IEnvFileStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int Longest = 1024 * 1024;

    /// <inheritdoc />
    public DotEnvFile? Load(string path)
    {
        var target = Target(path);
        if (Directory.Exists(target))
        {
            throw IsDirectory(path);
        }

        if (!File.Exists(target))
        {
            return EnsureDirectoryIsReachable(path, target);
        }

        EnsureRegular(path, target);
        try
        {
            var length = new FileInfo(target).Length;
            return length <= Longest
                ? DotEnvFile.Parse(File.ReadAllBytes(target), path)
                : throw new UsageFailure(
                    $"'{path}' is not a settings file.", $"Expected at most {Longest} bytes, found {length}.", "Name the right file: --env-file=./.env");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageFailure(
                $"'{path}' cannot be read.", $"Expected a file this user may read; {exception.Message}", $"chmod u+r '{path}'", exception);
        }
    }

    /// <inheritdoc />
    public void EnsureWritable(string path)
    {
        var target = Target(path);
        if (Directory.Exists(target))
        {
            throw IsDirectory(path);
        }

        if (File.Exists(target))
        {
            EnsureRegular(path, target);
            if ((File.GetAttributes(target) & FileAttributes.ReadOnly) != 0)
            {
                throw new UsageFailure(
                    $"'{path}' is write-protected.", "Expected a file this user may change; it was left as it is.", $"chmod u+w '{path}'");
            }
        }

        try
        {
            // Only creating a file tells whether one can be created: modes, ACLs, read-only mounts and quotas all have a say.
            var trial = Path.Combine(Path.GetDirectoryName(target)!, $"{Path.GetFileName(target)}.{AbandonedFiles.Suffix()}");
            using (new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, exception);
        }
    }

    /// <inheritdoc />
    public void Save(string path, DotEnvFile content)
    {
        ArgumentNullException.ThrowIfNull(content);
        EnsureWritable(path);
        try
        {
            AtomicFile.Write(path, content.ToBytes(), OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, exception);
        }
    }

    private static string Target(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            return new FileInfo(full) is { LinkTarget: not null } link
                ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full
                : full;
        }
        catch (IOException exception)
        {
            throw new UsageFailure(
                $"'{path}' is a symbolic link that leads nowhere.", $"Expected a file at its end; {exception.Message}", $"rm '{path}'", exception);
        }
    }

    private static DotEnvFile? EnsureDirectoryIsReachable(string path, string target) =>
        Directory.Exists(Path.GetDirectoryName(target))
            ? null
            : throw new UsageFailure(
                $"'{path}' cannot be used.",
                $"Expected the directory '{Path.GetDirectoryName(target)}' to be there and open to this user; it is not.",
                "Name the right file: --env-file=./.env");

    // A rename would put a plain file in a device's or a pipe's place, and reading a pipe would wait for ever.
    private static void EnsureRegular(string path, string target)
    {
        if (OperatingSystem.IsLinux() && FileStatus.Of(target).Kind is var kind and not EntryKind.File)
        {
            throw new UsageFailure($"'{path}' is not a file.", $"Expected a regular file, found a {kind.ToString().ToLowerInvariant()}.", "Name the right file: --env-file=./.env");
        }
    }

    private static UsageFailure IsDirectory(string path) => new(
        $"'{path}' is a directory.", "Expected a settings file or nothing there.", "Name a file: --env-file=./.env");

    private static UsageFailure Unwritable(string path, Exception exception) => new(
        $"'{path}' cannot be written.",
        $"Expected a directory this user may write to, with room on the disk; {exception.Message} What was there still stands.",
        $"ls -ld '{Path.GetDirectoryName(Path.GetFullPath(path))}'",
        exception);
}
