using System.Diagnostics;
using Olympian.Deployment;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Adapters.Sources;

/// <summary>Reads build contexts and Dockerfiles from this machine's disk, file contents side by side.</summary>
public sealed class SourceTree : ISourceTree
{
    private const long LargeFile = 16 << 20; // some 25 ms of hashing

    private readonly IContentDigests _digests;
    private readonly int _parallelism;
    private readonly DigestMemory? _memory;

    /// <summary>Reads as many files at once as the machine has processors, and all of them.</summary>
    public SourceTree()
        : this(Environment.ProcessorCount)
    {
    }

    /// <param name="parallelism">How many files are read at once.</param>
    public SourceTree(int parallelism)
        : this(new Md5ContentDigests(), parallelism)
    {
    }

    /// <summary>Reads as many files at once as the machine has processors, and again only those that may have changed.</summary>
    /// <param name="memory">The directory that remembers what was read; made when there is none.</param>
    /// <param name="clock">The machine's own: file systems take their time stamps from it.</param>
    public SourceTree(string memory, TimeProvider clock)
        : this(new Md5ContentDigests(), Environment.ProcessorCount, new DigestMemory(memory, clock, StampingFileSystem.Holds))
    {
    }

    internal SourceTree(IContentDigests digests, int parallelism, DigestMemory? memory = null)
    {
        _digests = digests;
        _parallelism = parallelism;
        _memory = memory;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// BuildKit looks for <c>&lt;Dockerfile&gt;.dockerignore</c> beside the Dockerfile wherever that lies, also outside the
    /// context; an empty one ignores nothing and still takes the place of <c>.dockerignore</c>.
    /// </remarks>
    public string? IgnoreFileOf(string directory, string? dockerfile)
    {
        var own = dockerfile is null
            ? null
            : IgnoreFile.Resolve(Path.GetDirectoryName(Path.GetFullPath(dockerfile))!, Path.GetFileName(dockerfile) + IgnoreFile.Name);
        return own ?? IgnoreFile.Resolve(directory, IgnoreFile.Name);
    }

    /// <inheritdoc/>
    public void EnsureDirectory(string directory)
    {
        if (Directory.Exists(directory))
        {
            return;
        }

        try
        {
            FileStatus.Of(directory);
        }
        catch (UnauthorizedAccessException refusal)
        {
            throw new ExpectedFailure(
                $"The build context '{PrintablePath.Of(directory)}' cannot be read.",
                refusal.Message,
                $"Look at the directories above it: namei -l '{PrintablePath.Of(directory)}'",
                refusal);
        }
        catch (FileNotFoundException)
        {
            // Told below, as one of the two things that stand there instead of a directory.
        }

        throw new UsageFailure(
            $"The build context '{PrintablePath.Of(directory)}' cannot be read.",
            $"Expected a directory, found {(File.Exists(directory) ? "a file" : "nothing")}.",
            "Name the application's directory: --source=PATH");
    }

    /// <inheritdoc/>
    public ContextSnapshot ReadContext(string directory, string? ignoreFile, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var (entries, bytes) = Read(directory, ignoreFile, cancellation);
        return new(
            ContextDigest.Of(entries),
            entries.Count(entry => entry.Kind == EntryKind.File),
            bytes,
            Stopwatch.GetElapsedTime(start));
    }

    /// <summary>All that Docker would be sent of a context, in no particular order.</summary>
    /// <exception cref="UsageFailure">There is no such directory.</exception>
    /// <exception cref="ExpectedFailure">Something in it cannot be read, named or held still.</exception>
    public IReadOnlyList<SourceEntry> ReadEntries(string directory, string? ignoreFile, CancellationToken cancellation) =>
        Read(directory, ignoreFile, cancellation).Entries;

    /// <inheritdoc/>
    public string ReadDockerfile(string path)
    {
        try
        {
            return Md5.Of(File.ReadAllBytes(path));
        }
        catch (Exception refusal) when (refusal is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageFailure(
                $"There is no Dockerfile '{PrintablePath.Of(path)}'.",
                null,
                "Correct build.dockerfile in the compose file, or write the Dockerfile.",
                refusal);
        }
        catch (Exception refusal) when (refusal is UnauthorizedAccessException or IOException)
        {
            throw new ExpectedFailure(
                $"The Dockerfile '{PrintablePath.Of(path)}' cannot be read.",
                refusal.Message,
                $"Look at it: ls -ld '{PrintablePath.Of(path)}'",
                refusal);
        }
    }

    private (IReadOnlyList<SourceEntry> Entries, long Bytes) Read(
        string directory, string? ignoreFile, CancellationToken cancellation)
    {
        EnsureDirectory(directory);
        var ignore = ignoreFile is null ? DockerIgnore.Nothing : DockerIgnore.Parse(IgnoreFile.Read(ignoreFile), ignoreFile);
        var remembered = _memory?.Open(_digests, directory, ignoreFile); // before the walk: it notes the time
        var walked = new ContextWalker(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)), ignore, _parallelism, cancellation).Walk();
        var contents = new (FileStatus Status, string Md5)[walked.Count];

        // The largest first, so that none of them is begun when nothing else is left to do beside it.
        int[] files = [.. Enumerable.Range(0, walked.Count)
            .Where(i => walked[i].Status.Kind == EntryKind.File)
            .OrderByDescending(i => walked[i].Status.Length >= LargeFile ? walked[i].Status.Length : 0)];
        var digests = remembered ?? _digests;
        SideBySide.ForEach(files, _parallelism, i => contents[i] = digests.Of(walked[i], cancellation), cancellation);
        remembered?.Keep(files.Select(i => contents[i]));

        return (
            [.. walked.Zip(contents, (entry, content) => entry.Status.Kind == EntryKind.File
                ? new SourceEntry(entry.Path, EntryKind.File, content.Status.IsExecutable, content.Md5)
                : new SourceEntry(entry.Path, entry.Status.Kind, IsExecutable: false, entry.LinkTarget ?? entry.Status.Device))],
            files.Sum(i => contents[i].Status.Length));
    }
}
