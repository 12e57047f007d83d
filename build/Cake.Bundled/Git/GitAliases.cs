using Cake.Core;
using Cake.Core.IO;
using LibGit2Sharp;

namespace Cake.Git;

/// <summary>
/// What a build asks of its repository, answered by libgit2 as in published Cake.Git: no <c>git</c> program is needed, and none runs.
/// </summary>
public static class GitAliases
{
    /// <summary>Whether the directory itself is a repository's root or git directory; its subdirectories are not.</summary>
    /// <exception cref="RepositoryNotFoundException">There is no such directory.</exception>
    public static bool GitIsValidRepository(this ICakeContext context, DirectoryPath path)
    {
        EnsureExists(context, path);
        return Repository.IsValid(path.FullPath);
    }

    /// <summary>The nearest directory upwards, itself included, that is a repository's root.</summary>
    /// <exception cref="RepositoryNotFoundException">There is no such directory, or it is in no repository.</exception>
    public static DirectoryPath GitFindRootFromPath(this ICakeContext context, DirectoryPath path)
    {
        EnsureExists(context, path);
        for (var candidate = path; candidate is not null; candidate = Parent(context, candidate))
        {
            if (Repository.IsValid(candidate.FullPath))
            {
                return candidate;
            }
        }

        throw new RepositoryNotFoundException($"Path '{path}' doesn't point at a valid Git repository or workdir.");
    }

    /// <summary>The commit that HEAD points to.</summary>
    /// <exception cref="ArgumentException">There is no commit yet.</exception>
    public static GitCommit GitLogTip(this ICakeContext context, DirectoryPath repositoryDirectoryPath) =>
        Read(context, repositoryDirectoryPath, repository => new GitCommit(repository.Head.Tip));

    /// <summary>The branch that HEAD points to.</summary>
    /// <exception cref="ArgumentException">There is no commit yet.</exception>
    public static GitBranch GitBranchCurrent(this ICakeContext context, DirectoryPath repositoryDirectoryPath) =>
        Read(context, repositoryDirectoryPath, repository => new GitBranch(repository));

    /// <summary>Whether anything differs from the last commit: staged, changed, removed, or new and not ignored.</summary>
    /// <exception cref="RepositoryNotFoundException">There is no such directory, or it is no repository.</exception>
    public static bool GitHasUncommitedChanges(this ICakeContext context, DirectoryPath path)
    {
        EnsureExists(context, path);
        return Read(context, path, repository => repository.RetrieveStatus().IsDirty);
    }

    /// <summary>Whether changes of known files are staged; a new file that is staged counts as added, not as staged.</summary>
    /// <exception cref="RepositoryNotFoundException">There is no such directory, or it is no repository.</exception>
    public static bool GitHasStagedChanges(this ICakeContext context, DirectoryPath path)
    {
        EnsureExists(context, path);
        return Read(context, path, repository => repository.RetrieveStatus().Staged.Any());
    }

    /// <summary>Whether there are files that git neither knows nor ignores.</summary>
    /// <exception cref="RepositoryNotFoundException">There is no such directory, or it is no repository.</exception>
    public static bool GitHasUntrackedFiles(this ICakeContext context, DirectoryPath path)
    {
        EnsureExists(context, path);
        return Read(context, path, repository => repository.RetrieveStatus().Untracked.Any());
    }

    /// <summary>The shortest id, of at least seven or <paramref name="minimalLength"/> digits, that names only this commit here.</summary>
    public static string GitShortenSha(
        this ICakeContext context,
        DirectoryPath repositoryDirectoryPath,
        GitCommit commit,
        int? minimalLength = null)
    {
        ArgumentNullException.ThrowIfNull(commit);
        return Read(context, repositoryDirectoryPath, repository =>
        {
            var found = repository.Lookup(commit.Sha, ObjectType.Commit);
            return minimalLength is { } length
                ? repository.ObjectDatabase.ShortenObjectId(found, length)
                : repository.ObjectDatabase.ShortenObjectId(found);
        });
    }

    private static TResult Read<TResult>(ICakeContext context, DirectoryPath path, Func<Repository, TResult> read)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(path);
        var directory = path.MakeAbsolute(context.Environment);
        if (!context.FileSystem.Exist(directory))
        {
            throw new DirectoryNotFoundException($"Failed to find repositoryPath: {directory}");
        }

        using var repository = new Repository(directory.FullPath);
        return read(repository);
    }

    private static void EnsureExists(ICakeContext context, DirectoryPath path)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(path);
        if (!context.FileSystem.Exist(path))
        {
            throw new RepositoryNotFoundException($"Path '{path}' doesn't exists.");
        }
    }

    // As published: the root of the file system or drive itself is never asked.
    private static DirectoryPath? Parent(ICakeContext context, DirectoryPath path)
    {
        var parent = path.MakeAbsolute(context.Environment).GetParent();
        var segmentsOfRoot = context.Environment.Platform.Family == PlatformFamily.Windows ? 1 : 0;
        return parent is null || parent.Segments.Length <= segmentsOfRoot ? null : parent;
    }
}
