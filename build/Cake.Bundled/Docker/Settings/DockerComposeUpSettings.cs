namespace Cake.Docker;

/// <summary>The options of <c>docker compose up</c>, each named as Docker names it; null and false leave an option out.</summary>
public sealed class DockerComposeUpSettings : AutoToolSettings
{
    public bool? AbortOnContainerExit { get; set; }

    public bool? AlwaysRecreateDeps { get; set; }

    public string[]? Attach { get; set; }

    public bool? AttachDependencies { get; set; }

    public bool? Build { get; set; }

    public bool? Detach { get; set; }

    public string? ExitCodeFrom { get; set; }

    public bool? ForceRecreate { get; set; }

    public string[]? NoAttach { get; set; }

    public bool? NoBuild { get; set; }

    public bool? NoColor { get; set; }

    public bool? NoDeps { get; set; }

    public bool? NoLogPrefix { get; set; }

    public bool? NoRecreate { get; set; }

    public bool? NoStart { get; set; }

    public string? Pull { get; set; }

    public bool? QuietPull { get; set; }

    public bool? RemoveOrphans { get; set; }

    public bool? RenewAnonVolumes { get; set; }

    public bool? Scale { get; set; }

    public int? Timeout { get; set; }

    public bool? Timestamps { get; set; }

    public bool? Wait { get; set; }

    public int? WaitTimeout { get; set; }
}
