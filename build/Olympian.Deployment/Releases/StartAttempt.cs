namespace Olympian.Deployment.Releases;

/// <summary>How an attempt to start the services ended.</summary>
/// <param name="IsUp">Whether everything came up in time.</param>
/// <param name="LastLines">What compose printed last; for the wording of a diagnosis, never for a decision.</param>
public sealed record StartAttempt(bool IsUp, IReadOnlyList<string> LastLines)
{
    /// <summary>Which containers and services are not well, and how; empty where compose itself failed.</summary>
    public IReadOnlyList<string> NotWell { get; init; } = [];
}
