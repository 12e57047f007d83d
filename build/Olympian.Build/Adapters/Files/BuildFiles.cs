using Olympian.Deployment;
using Olympian.Deployment.Cleaning;

namespace Olympian.Build.Adapters.Files;

/// <summary>The files a build leaves in the checkout.</summary>
public sealed class BuildFiles : IBuildFiles
{
    /// <inheritdoc/>
    public long? SizeOf(string path) => File.Exists(path) ? new FileInfo(path).Length : null;

    /// <inheritdoc/>
    public void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Its directory went, and it with that: gone is gone.
            return;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExpectedFailure(
                $"'{path}' could not be removed.", $"The operating system says: {exception.Message}", $"Remove it by hand: rm '{path}'", exception);
        }
    }
}
