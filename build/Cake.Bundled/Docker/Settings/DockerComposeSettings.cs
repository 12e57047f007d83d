namespace Cake.Docker;

/// <summary>The options of <c>docker compose</c> itself, which stand before its command: files, project, profiles.</summary>
public class DockerComposeSettings : AutoToolSettings
{
    public string? Ansi { get; set; }

    public bool Compatibility { get; set; }

    public bool DryRun { get; set; }

    public string[]? EnvFile { get; set; }

    public string[]? File { get; set; }

    public int? Parallel { get; set; }

    public string[]? Profile { get; set; }

    public string? Progress { get; set; }

    public string? ProjectDirectory { get; set; }

    public string? ProjectName { get; set; }
}
