namespace Cake.Docker;

/// <summary>The options of <c>docker compose build</c>, each named as Docker names it; null and false leave an option out.</summary>
public sealed class DockerComposeBuildSettings : AutoToolSettings
{
    public string[]? BuildArg { get; set; }

    public string? Builder { get; set; }

    public int? Memory { get; set; }

    public bool? NoCache { get; set; }

    public bool? Pull { get; set; }

    public bool? Push { get; set; }

    public bool? Quiet { get; set; }

    public string? Ssh { get; set; }

    public bool? WithDependencies { get; set; }
}
