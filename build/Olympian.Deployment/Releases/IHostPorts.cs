using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>The ports of the engine's host.</summary>
public interface IHostPorts
{
    /// <summary>Why the port cannot be published now; null when it can, or when this machine cannot tell.</summary>
    Task<string?> WhyNotFreeAsync(PublishedPort port, CancellationToken cancellationToken);
}
