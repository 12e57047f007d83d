namespace Olympian.Deployment.Images;

/// <summary>A container port that is published on the host.</summary>
/// <param name="HostAddress">The host address, as <c>0.0.0.0</c> or <c>::</c>.</param>
/// <param name="HostPort">The host port.</param>
/// <param name="ContainerPort">The container port.</param>
/// <param name="Protocol">As <c>tcp</c>.</param>
public sealed record PublishedPort(string HostAddress, int HostPort, int ContainerPort, string Protocol);
