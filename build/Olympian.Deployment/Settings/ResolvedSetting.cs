namespace Olympian.Deployment.Settings;

/// <summary>One setting's value and where it came from. Printing it never shows a secret.</summary>
public sealed class ResolvedSetting(SettingDefinition definition, string? value, SettingOrigin origin)
{
    public SettingDefinition Definition { get; } = definition;

    public SettingOrigin Origin { get; } = origin;

    public bool HasValue => !string.IsNullOrEmpty(value);

    /// <summary>The value itself, secret or not; null when there is none.</summary>
    public string? Reveal() => value;

    /// <summary>The value for people: <c>set</c> or <c>not set</c> in a secret's place.</summary>
    public string Display => this switch
    {
        { HasValue: false } => Definition.IsSecret ? "not set" : "none",
        { Definition.IsSecret: true } => "set",
        _ => value!,
    };

    public override string ToString() => $"{Definition.Key}={Display}";
}
