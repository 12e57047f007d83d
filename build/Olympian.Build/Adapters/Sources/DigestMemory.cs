using System.Text;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Adapters.Sources;

/// <summary>Where digests are remembered: one file for each context and ignore file, so that two readings do not forget each other's.</summary>
/// <param name="directory">Holds the files, and may be deleted at any time.</param>
/// <param name="clock">Tells how long ago a file changed.</param>
/// <param name="isTrusted">Whether a directory's file system stamps every change.</param>
internal sealed class DigestMemory(string directory, TimeProvider clock, Func<string, bool> isTrusted)
{
    /// <summary>What is remembered of a context; null where nothing can be.</summary>
    public RememberedDigests? Open(IContentDigests digests, string context, string? ignoreFile)
    {
        var now = clock.GetUtcNow();
        try
        {
            var name = Md5.Of(Encoding.UTF8.GetBytes($"{Path.GetFullPath(context)}\0{ignoreFile}"));
            return isTrusted(context) ? new(digests, Path.Combine(directory, name + ".bin"), context, now) : null;
        }
        catch (Exception refusal) when (refusal is UnauthorizedAccessException or IOException)
        {
            // The walk says what is wrong with the context.
            return null;
        }
    }
}
