using System.IO.Enumeration;
using Olympian.Deployment;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Adapters.Sources;

/// <summary>Lists what Docker would be sent of a context, in no particular order.</summary>
/// <remarks>
/// Nothing is opened or followed: links stay links, so a link out of the tree, a dangling one and a circle are all one entry.
/// Directories that are ignored whole are not entered, as BuildKit does not enter them.
/// </remarks>
internal sealed class ContextWalker(string root, DockerIgnore ignore, int parallelism, CancellationToken cancellation)
{
    // What .NET makes of bytes that are no UTF-8.
    private const char Replacement = '\uFFFD';

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };

    /// <exception cref="ExpectedFailure">A directory cannot be read, or a name is no text.</exception>
    public IReadOnlyList<WalkedEntry> Walk()
    {
        var walked = new List<WalkedEntry>();
        var level = new List<WalkedDirectory> { new("", Entry: null, Verdict: null, Parent: null) };
        var directories = new List<WalkedDirectory>();
        while (level.Count > 0)
        {
            SideBySide.ForEach(level, parallelism, WalkDirectory, cancellation);
            directories.AddRange(level);
            level = [.. level.SelectMany(directory => directory.Directories)];
        }

        foreach (var directory in directories)
        {
            if (directory.IsSent && directory.Entry is { } entry)
            {
                walked.Add(entry);
            }

            walked.AddRange(directory.Entries);
        }

        return walked;
    }

    private void WalkDirectory(WalkedDirectory directory)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var name in Names(directory.Path))
        {
            var path = directory.Path.Length == 0 ? name : $"{directory.Path}/{name}";
            var judged = ignore.Judge(path, directory.Verdict);
            if (Status(path, judged) is not { } status)
            {
                continue;
            }

            var isDirectory = status.Kind == EntryKind.Directory;
            if (judged.IsIgnored && (!isDirectory || ignore.SkipsAllBeneath(path)))
            {
                continue;
            }

            EnsureText(path, name);
            var entry = new WalkedEntry(root, path, status, LinkTarget(path, status));
            if (!judged.IsIgnored)
            {
                directory.Send();
            }

            if (isDirectory)
            {
                directory.Directories.Add(new(path, entry, judged, directory));
            }
            else
            {
                directory.Entries.Add(entry);
            }
        }
    }

    private List<string> Names(string directory)
    {
        try
        {
            return [.. new FileSystemEnumerable<string>(FullPath(directory), (ref entry) => entry.FileName.ToString(), Everything)];
        }
        catch (Exception refusal) when (refusal is UnauthorizedAccessException or IOException)
        {
            throw Unreadable("directory", directory.Length == 0 ? root : directory, refusal);
        }
    }

    /// <summary>Null for what vanished since its directory was listed, as BuildKit too passes over it, and for ignored bytes.</summary>
    private FileStatus? Status(string path, IgnoreVerdict verdict)
    {
        try
        {
            return FileStatus.Of(FullPath(path));
        }
        catch (FileNotFoundException) when (!path.Contains(Replacement, StringComparison.Ordinal)
            || (verdict.IsIgnored && ignore.SkipsAllBeneath(path)))
        {
            return null;
        }
        catch (FileNotFoundException)
        {
            throw NotText(path);
        }
        catch (Exception refusal) when (refusal is UnauthorizedAccessException or IOException)
        {
            throw Unreadable("entry", path, refusal);
        }
    }

    private void EnsureText(string path, string name)
    {
        // Not seen by its status alone: a neighbour may really be called so, with the replacement character in its name.
        if (name.Contains(Replacement, StringComparison.Ordinal)
            && Names(ParentOf(path)).Count(other => other == name) > 1)
        {
            throw NotText(path);
        }
    }

    private string? LinkTarget(string path, FileStatus status)
    {
        if (status.Kind != EntryKind.Link)
        {
            return null;
        }

        var target = new FileInfo(FullPath(path)).LinkTarget ?? throw new SourceChangedFailure(path);
        return target.Contains(Replacement, StringComparison.Ordinal)
            ? throw new ExpectedFailure(
                $"The link '{PrintablePath.Of(path)}' in '{root}' cannot be fingerprinted.",
                "Expected a target in UTF-8, found other bytes.",
                $"Point it elsewhere, or keep it from Docker by a line in .dockerignore: {PrintablePath.Of(path)}")
            : target;
    }

    private ExpectedFailure NotText(string path)
    {
        var parent = ParentOf(path);
        return new(
            $"A name in '{(parent.Length == 0 ? root : PrintablePath.Of(parent))}' cannot be fingerprinted.",
            $"Expected UTF-8, found other bytes in '{path[(parent.Length == 0 ? 0 : parent.Length + 1)..]}'.",
            "Rename the file or remove it; this shows the name's bytes: ls -b");
    }

    private ExpectedFailure Unreadable(string what, string path, Exception refusal) => new(
        $"The {what} '{PrintablePath.Of(path)}' of the build context '{root}' cannot be read.",
        refusal.Message,
        $"Make it readable, or keep it from Docker by a line in .dockerignore: {PrintablePath.Of(path)}",
        refusal);

    private static string ParentOf(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";

    private string FullPath(string path) => path.Length == 0 ? root : $"{root}/{path}";
}
