using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>Asks a running application which build it is.</summary>
public interface IBuildInfoClient
{
    /// <summary>
    /// The answer of <paramref name="path"/> on a published port; null while nothing answers, or something that is no build information.
    /// </summary>
    Task<BuildInfo?> AskAsync(PublishedPort port, string path, CancellationToken cancellationToken);
}
