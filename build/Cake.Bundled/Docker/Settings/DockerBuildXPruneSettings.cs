namespace Cake.Docker;

/// <summary>The options of <c>docker buildx prune</c>, each named as Docker names it; null and false leave an option out.</summary>
public sealed class DockerBuildXPruneSettings : AutoToolSettings
{
    public bool All { get; set; }

    public string? Builder { get; set; }

    public string? Filter { get; set; }

    public bool Force { get; set; }

    public string? KeepStorage { get; set; }

    public bool Verbose { get; set; }
}
