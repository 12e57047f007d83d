namespace Cake.Docker;

/// <summary>The options of <c>docker rm</c>, each named as Docker names it; null and false leave an option out.</summary>
public sealed class DockerContainerRmSettings : AutoToolSettings
{
    public bool? Force { get; set; }

    public bool? Link { get; set; }

    public bool? Volumes { get; set; }
}
