using Cake.Core;
using Cake.Core.IO;
using Cake.Git;
using LibGit2Sharp;
using Olympian.Deployment;
using Olympian.Deployment.Sources;
using Path = System.IO.Path;

namespace Olympian.Build.Adapters.Sources;

/// <summary>Reads a source tree's commit through the Cake.Git aliases.</summary>
/// <remarks>
/// The whole repository decides whether it is dirty, not the source tree's part of it alone: the commit's name stands for the
/// whole, and the Dockerfiles may lie beside the tree. Files that git ignores do not count; new ones do.
/// </remarks>
public sealed class GitRevisions(ICakeContext context) : IGitRevisions
{
    /// <inheritdoc/>
    public GitRevision RevisionOf(string directory)
    {
        var tree = new DirectoryPath(RealPath(directory));
        try
        {
            var root = context.GitFindRootFromPath(tree);
            return Tip(root) is { } tip
                ? GitRevision.At(context.GitShortenSha(root, tip), context.GitHasUncommitedChanges(root))
                : GitRevision.NoCommit;
        }
        catch (RepositoryNotFoundException)
        {
            return GitRevision.NoGit;
        }
        catch (LibGit2SharpException refusal)
        {
            // Foremost: libgit2 trusts no repository of another user, as git itself does not.
            throw new ExpectedFailure(
                $"The git repository of '{tree}' cannot be read.",
                refusal.Message,
                $"See what git says of it: git -C '{tree}' status",
                refusal);
        }
    }

    private global::Cake.Git.GitCommit? Tip(DirectoryPath root)
    {
        try
        {
            return context.GitLogTip(root);
        }
        catch (ArgumentException)
        {
            // The alias's way to say that HEAD points to no commit yet.
            return null;
        }
    }

    /// <summary>The directory's path without links: its repository is found by its real parents.</summary>
    private static string RealPath(string directory)
    {
        var full = Path.GetFullPath(directory);
        var root = Path.GetPathRoot(full)!;
        var real = root;
        foreach (var name in full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var step = Path.Combine(real, name);
            real = Directory.ResolveLinkTarget(step, returnFinalTarget: true)?.FullName ?? step;
        }

        return real;
    }
}
