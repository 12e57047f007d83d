namespace Olympian.Deployment.Settings;

/// <summary>
/// One setting, declared once: the option, the environment variable, the line in <c>.env</c>, the default, the help text
/// and the rule all come from this row.
/// </summary>
/// <param name="Key">Its name in <c>.env</c> and in the environment.</param>
/// <param name="Option">Its option with both dashes; null where no option sets it.</param>
/// <param name="ValueName">What the option takes, for the help: <c>HOST</c>, <c>PORT</c>, <c>embedded|container|external</c>.</param>
/// <param name="Default">The default's text; null where there is none or where it follows from other settings.</param>
/// <param name="Description">One line for <c>--help</c> and the README.</param>
public sealed record SettingDefinition(string Key, string? Option, string ValueName, string? Default, string Description)
{
    /// <summary>The default as the help shows it; differs from <see cref="Default"/> where it follows from other settings.</summary>
    public string DefaultText { get => field ?? Default ?? "none"; init; }

    /// <summary>A value that would be accepted, for messages.</summary>
    public string Example { get => field ?? Default ?? ValueName; init; }

    /// <summary>Never shown, never an option's value.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The option names a file that holds the value: the way for a secret that must not stand in the process list.</summary>
    public bool OptionNamesFile { get; init; }

    /// <summary>Brings a text into normal form or refuses it with the reason.</summary>
    public Func<string, SettingReading> Read { get; init; } = SettingReading.Accept;

    /// <summary>What a person on a terminal is asked when nothing else gave a value; null for a setting that is never asked for.</summary>
    public string? Question { get; init; }

    /// <summary>
    /// The default is written to <c>.env</c> too. Not for a default that follows from another setting or names a version:
    /// written down, it would outlive the setting or the version it came from.
    /// </summary>
    public bool WritesDefault { get; init; }

    /// <summary>Has a line in <c>.env</c>. Not so MongoDB's user and password: the stored URI carries them.</summary>
    public bool IsStored { get; init; } = true;
}
