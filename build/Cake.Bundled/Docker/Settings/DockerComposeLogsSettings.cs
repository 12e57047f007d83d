namespace Cake.Docker;

/// <summary>The options of <c>docker compose logs</c>, each named as Docker names it; null and false leave an option out.</summary>
public sealed class DockerComposeLogsSettings : AutoToolSettings
{
    public bool? Follow { get; set; }

    public int? Index { get; set; }

    public bool? NoColor { get; set; }

    public bool? NoLogPrefix { get; set; }

    public string? Since { get; set; }

    public string? Tail { get; set; }

    public bool? Timestamps { get; set; }

    public string? Until { get; set; }
}
