namespace Olympian.Deployment.Images;

/// <summary>A container as the engine reports it.</summary>
/// <param name="Id">The container id.</param>
/// <param name="Name">Its name, without the leading slash.</param>
/// <param name="ImageId">The id of the image it was created from.</param>
/// <param name="ImageReference">The reference it was created by.</param>
/// <param name="State">Its state.</param>
/// <param name="Health">Its health.</param>
/// <param name="Labels">Its labels, the image's included.</param>
/// <param name="Created">When it was created.</param>
/// <param name="Started">When it was last started; null for never.</param>
/// <param name="Finished">When it last ended; null for never.</param>
/// <param name="ExitCode">Its last exit code; meaningful once it ended.</param>
/// <param name="Error">The engine's reason why it did not start; empty mostly.</param>
/// <param name="RestartCount">How often its restart policy restarted it.</param>
/// <param name="Ports">What it publishes.</param>
public sealed record ContainerFacts(
    string Id,
    string Name,
    string ImageId,
    string ImageReference,
    ContainerState State,
    ContainerHealth Health,
    IReadOnlyDictionary<string, string> Labels,
    DateTimeOffset Created,
    DateTimeOffset? Started,
    DateTimeOffset? Finished,
    int ExitCode,
    string Error,
    int RestartCount,
    IReadOnlyList<PublishedPort> Ports)
{
    /// <summary>
    /// Whether the engine lists it and does not inspect it, because the ties of a layer under it are broken. It may run on; nobody who has to
    /// inspect it, compose for instance, can replace it.
    /// </summary>
    public bool IsUninspectable { get; init; }

    /// <summary>The last health checks that the engine remembers, the oldest first: five mostly.</summary>
    public IReadOnlyList<HealthCheck> Checks { get; init; } = [];
}
