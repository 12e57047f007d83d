namespace Cake.Docker;

/// <summary>The options of <c>docker buildx du</c>, each named as Docker names it; null and false leave an option out.</summary>
public sealed class DockerBuildXDuSettings : AutoToolSettings
{
    public string? Builder { get; set; }

    public string? Filter { get; set; }

    public bool Verbose { get; set; }
}
