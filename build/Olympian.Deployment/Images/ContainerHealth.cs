namespace Olympian.Deployment.Images;

/// <summary>What a container's own health check last said.</summary>
public enum ContainerHealth
{
    /// <summary>The container has no health check.</summary>
    None = 0,
    Starting,
    Healthy,
    Unhealthy,
}
