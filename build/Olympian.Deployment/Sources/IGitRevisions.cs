namespace Olympian.Deployment.Sources;

/// <summary>Asks git.</summary>
public interface IGitRevisions
{
    /// <summary>The commit of the repository that a directory lies in, however deep.</summary>
    /// <exception cref="ExpectedFailure">There is a repository, and it cannot be read.</exception>
    GitRevision RevisionOf(string directory);
}
