using Olympian.Deployment.Images;

namespace Olympian.Deployment.Bases;

/// <summary>Reads Dockerfiles, and the environment that a builder fills their arguments from.</summary>
public interface IDockerfiles
{
    /// <summary>The variables of the environment that builds run in.</summary>
    IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The text of the Dockerfile that the build uses.</summary>
    /// <exception cref="ExpectedFailure">It cannot be read.</exception>
    string Read(ServiceBuild build);
}
