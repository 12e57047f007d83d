namespace Olympian.Deployment.Sources;

/// <summary>The file that hands the build arguments from one target to the next.</summary>
public interface IBuildArgumentsFile
{
    /// <exception cref="ExpectedFailure">There is none, or not one that <see cref="Write"/> wrote.</exception>
    BuildArguments Read();

    /// <summary>Replaces the file whole or not at all.</summary>
    void Write(BuildArguments arguments);
}
