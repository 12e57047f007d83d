namespace Olympian.Deployment.Settings;

/// <summary>Reads a password from the file an option names.</summary>
public interface IPasswordFile
{
    /// <summary>The file's text without the line break at its end.</summary>
    /// <exception cref="UsageFailure">The file is missing, unreadable, empty or not text.</exception>
    Secret Read(string path);
}
