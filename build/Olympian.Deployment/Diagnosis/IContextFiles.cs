namespace Olympian.Deployment.Diagnosis;

/// <summary>Looks into a build context, to tell why a path of it was not sent.</summary>
public interface IContextFiles
{
    /// <summary>The names in a directory; null when there is no such directory, or it cannot be read.</summary>
    IReadOnlyList<string>? NamesIn(string directory);

    /// <summary>The ignore rules that hold for the context; null when there is no ignore file.</summary>
    /// <param name="directory">The build context.</param>
    /// <param name="dockerfile">The Dockerfile; null for an additional context, or one without a file.</param>
    /// <exception cref="ExpectedFailure">The ignore file cannot be read or is not one.</exception>
    IgnoreRules? RulesOf(string directory, string? dockerfile);
}
