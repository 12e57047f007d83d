namespace Olympian.Deployment.Sources;

/// <summary>Reads what an image is made of from the disk.</summary>
public interface ISourceTree
{
    /// <summary>
    /// The ignore file that holds for a build: <c>&lt;Dockerfile&gt;.dockerignore</c>, else the context's
    /// <c>.dockerignore</c>, else null.
    /// </summary>
    /// <param name="directory">The build context.</param>
    /// <param name="dockerfile">The Dockerfile; null when there is no file, and for additional contexts.</param>
    string? IgnoreFileOf(string directory, string? dockerfile);

    /// <summary>Looks whether a context is there, without reading it.</summary>
    /// <exception cref="UsageFailure">There is no such directory.</exception>
    /// <exception cref="ExpectedFailure">A directory above it is closed to this user.</exception>
    void EnsureDirectory(string directory);

    /// <summary>Reads all that Docker would be sent of a context.</summary>
    /// <exception cref="UsageFailure">There is no such directory.</exception>
    /// <exception cref="ExpectedFailure">Something in it cannot be read, named or held still.</exception>
    ContextSnapshot ReadContext(string directory, string? ignoreFile, CancellationToken cancellation);

    /// <summary>MD5 of a Dockerfile's bytes, lower-case hexadecimal.</summary>
    /// <exception cref="UsageFailure">There is no such file.</exception>
    string ReadDockerfile(string path);
}
