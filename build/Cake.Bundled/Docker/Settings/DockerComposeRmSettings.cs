namespace Cake.Docker;

/// <summary>The options of <c>docker compose rm</c>, each named as Docker names it; null and false leave an option out.</summary>
public sealed class DockerComposeRmSettings : AutoToolSettings
{
    public bool? Force { get; set; }

    public bool? Stop { get; set; }

    public bool? Volumes { get; set; }
}
