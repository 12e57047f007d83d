namespace Cake.Docker;

/// <summary>The options of <c>docker stop</c>, each named as Docker names it; null and false leave an option out.</summary>
public sealed class DockerContainerStopSettings : AutoToolSettings
{
    public int? Time { get; set; }
}
