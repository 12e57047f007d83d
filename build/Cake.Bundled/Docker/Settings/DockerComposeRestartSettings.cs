namespace Cake.Docker;

/// <summary>The options of <c>docker compose restart</c>, each named as Docker names it; null and false leave an option out.</summary>
public sealed class DockerComposeRestartSettings : AutoToolSettings
{
    public bool? NoDeps { get; set; }

    public int? Timeout { get; set; }
}
