namespace Cake.Docker;

/// <summary>How <c>docker tag</c> is run; it has no options.</summary>
public sealed class DockerImageTagSettings : AutoToolSettings;
