namespace Olympian.Deployment.Cleaning;

/// <summary>The files of a checkout that a build leaves behind.</summary>
public interface IBuildFiles
{
    /// <summary>The file's size; null when there is none.</summary>
    long? SizeOf(string path);

    /// <summary>Removes the file; one that is gone already is no failure.</summary>
    /// <exception cref="ExpectedFailure">It could not be removed.</exception>
    void Remove(string path);
}
