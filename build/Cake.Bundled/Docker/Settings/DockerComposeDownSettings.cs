namespace Cake.Docker;

/// <summary>The options of <c>docker compose down</c>, each named as Docker names it; null and false leave an option out.</summary>
public sealed class DockerComposeDownSettings : AutoToolSettings
{
    public bool? RemoveOrphans { get; set; }

    public string? Rmi { get; set; }

    public int? Timeout { get; set; }

    public bool? Volumes { get; set; }
}
