using System.Diagnostics.CodeAnalysis;

namespace Olympian.Deployment.Settings;

/// <summary>What became of a text that somebody gave for a setting: its normal form, or the reason it was refused.</summary>
/// <remarks>A reason never repeats a secret: it names the place and the rule.</remarks>
public sealed class SettingReading
{
    private SettingReading(string? value, string? reason) => (Value, Reason) = (value, reason);

    /// <summary>The normal form; null when refused.</summary>
    public string? Value { get; }

    /// <summary>Why it was refused, as the end of a sentence; null when accepted.</summary>
    public string? Reason { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsAccepted => Reason is null;

    public static SettingReading Accept(string value) => new(value, null);

    public static SettingReading Refuse(string reason) => new(null, reason);
}
