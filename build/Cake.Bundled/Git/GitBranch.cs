using LibGit2Sharp;

namespace Cake.Git;

/// <summary>The branch a repository is on.</summary>
public sealed class GitBranch
{
    /// <summary>Reads HEAD. Throws <see cref="ArgumentException"/> when there is no commit yet, as published Cake.Git does.</summary>
    public GitBranch(Repository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var head = repository.Head;
        CanonicalName = head.CanonicalName;
        FriendlyName = head.FriendlyName;
        Tip = new GitCommit(head.Tip);
        IsRemote = head.IsRemote;
        RemoteName = head.RemoteName;
        Remotes = [.. repository.Network.Remotes.Select(remote => new GitRemote(remote.Name, remote.PushUrl, remote.Url))];
    }

    /// <summary><c>refs/heads/main</c>; <c>(no branch)</c> when HEAD is detached.</summary>
    public string CanonicalName { get; }

    /// <summary><c>main</c>; <c>(no branch)</c> when HEAD is detached.</summary>
    public string FriendlyName { get; }

    public GitCommit Tip { get; }

    public bool IsRemote { get; }

    /// <summary>The remote that the branch follows; null when it follows none.</summary>
    public string? RemoteName { get; }

    public List<GitRemote> Remotes { get; set; }

    public override string ToString() =>
        $"Canonical name: {CanonicalName}, Friendly name: {FriendlyName}, Tip: ({Tip}), IsRemote: ({IsRemote}), RemoteName: ({RemoteName}), Remotes: [{string.Join(", ", Remotes)}]";
}
