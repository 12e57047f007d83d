namespace Olympian.Deployment.Registries;

/// <summary>The platform an image is for, in the spelling of registries: two are equal when docker takes them for the same.</summary>
public sealed record RegistryPlatform
{
    private RegistryPlatform(string os, string architecture, string? variant)
    {
        Os = os;
        Architecture = architecture;
        Variant = variant;
    }

    /// <summary>The operating system, such as <c>linux</c>.</summary>
    public string Os { get; }

    /// <summary>The processor, such as <c>amd64</c>.</summary>
    public string Architecture { get; }

    /// <summary>The processor's version, such as <c>v6</c> of <c>arm</c>; null where it is the usual one or was not said.</summary>
    public string? Variant { get; }

    /// <summary>From the words of an index, a configuration or the engine.</summary>
    public static RegistryPlatform Of(string os, string architecture, string? variant)
    {
        ArgumentNullException.ThrowIfNull(os);
        ArgumentNullException.ThrowIfNull(architecture);

        var said = string.IsNullOrEmpty(variant) ? null : variant.ToLowerInvariant();
        var version = said is not null && char.IsAsciiDigit(said[0]) ? $"v{said}" : said;
        return architecture.ToLowerInvariant() switch
        {
            "aarch64" or "arm64" => new(Lower(os), "arm64", version == "v8" ? null : version),
            "x86_64" or "x86-64" or "amd64" => new(Lower(os), "amd64", version == "v1" ? null : version),
            "i386" or "386" => new(Lower(os), "386", null),
            "armhf" => new(Lower(os), "arm", "v7"),
            "armel" => new(Lower(os), "arm", "v6"),
            var other => new(Lower(os), other, version),
        };
    }

    /// <summary>From docker's form, <c>os/architecture</c> or <c>os/architecture/variant</c>.</summary>
    public static RegistryPlatform Parse(string platform)
    {
        ArgumentNullException.ThrowIfNull(platform);

        var parts = platform.Split('/');
        return Of(parts[0], parts.ElementAtOrDefault(1) ?? "", parts.ElementAtOrDefault(2));
    }

    /// <summary>Whether the two differ in the processor's version at most.</summary>
    public bool IsOfTheSameKindAs(RegistryPlatform other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Os == other.Os && Architecture == other.Architecture;
    }

    /// <summary>As docker's <c>--platform</c> takes it.</summary>
    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";

    private static string Lower(string text) => text.ToLowerInvariant();
}
