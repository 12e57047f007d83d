using LibGit2Sharp;

namespace Cake.Git;

/// <summary>A commit.</summary>
public sealed class GitCommit
{
    /// <summary>The empty tree, which stands for "before the first commit".</summary>
    public const string RootCommit = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    // A branch without a commit, as in a repository just made, has no tip. Published Cake.Git throws this very exception.
    internal GitCommit(Commit? commit)
    {
        if (commit is null)
        {
            throw new ArgumentException("Source commit can't be null.", nameof(commit));
        }

        Sha = commit.Sha;
        Author = new GitSignature(commit.Author);
        Committer = new GitSignature(commit.Committer);
        Message = commit.Message;
        MessageShort = commit.MessageShort;
    }

    /// <summary>The id, 40 lowercase hexadecimal digits.</summary>
    public string Sha { get; }

    public GitSignature Author { get; }

    public GitSignature Committer { get; }

    public string Message { get; }

    /// <summary>The message's first paragraph.</summary>
    public string MessageShort { get; }

    public override string ToString() =>
        $"Sha: {Sha}, Author: {{{Author}}}, Committer: {{{Committer}}}, Message: {Message}, MessageShort: {MessageShort}";
}
