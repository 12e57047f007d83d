namespace Cake.Docker;

/// <summary>The options of <c>docker rmi</c>, each named as Docker names it; null and false leave an option out.</summary>
public sealed class DockerImageRemoveSettings : AutoToolSettings
{
    public bool? Force { get; set; }

    public bool? NoPrune { get; set; }
}
