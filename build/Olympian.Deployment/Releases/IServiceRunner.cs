using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>Starts and stops the project's containers.</summary>
public interface IServiceRunner
{
    /// <summary>
    /// Starts every service and waits until each that has a health check is healthy. Services whose image and settings are unchanged
    /// are left running.
    /// </summary>
    /// <param name="project">The project.</param>
    /// <param name="release">The release whose images run.</param>
    /// <param name="limit">How long services may take to become healthy.</param>
    /// <param name="cancellationToken">Ends the wait; the containers stay as they are then.</param>
    /// <returns>Whether everything came up in time. Why not is to be seen in the engine; what compose printed only words it.</returns>
    Task<StartAttempt> StartAsync(ComposeProject project, string release, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>
    /// Starts one more container of a service, beside the one that runs and stays as it is, and waits until it is healthy.
    /// </summary>
    /// <param name="project">The project.</param>
    /// <param name="release">The release whose image the new container runs.</param>
    /// <param name="service">The service.</param>
    /// <param name="limit">How long it may take to become healthy.</param>
    /// <param name="cancellationToken">Ends the wait; both containers stay as they are then.</param>
    Task<StartAttempt> StartBesideAsync(ComposeProject project, string release, string service, TimeSpan limit, CancellationToken cancellationToken);
}
