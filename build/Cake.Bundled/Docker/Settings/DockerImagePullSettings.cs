namespace Cake.Docker;

/// <summary>The options of <c>docker pull</c>, each named as Docker names it; null and false leave an option out.</summary>
public sealed class DockerImagePullSettings : AutoToolSettings
{
    public bool? AllTags { get; set; }

    [AutoProperty(Format = Constants.BoolWithTrueDefaultFormat)]
    public bool? DisableContentTrust { get; set; }

    public string? Platform { get; set; }
}
