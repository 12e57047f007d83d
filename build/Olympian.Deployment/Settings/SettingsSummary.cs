namespace Olympian.Deployment.Settings;

/// <summary>One row of the summary: a setting, its value or <c>set</c> for a secret, and where it came from.</summary>
public sealed record SettingsSummary(string Setting, string Value, string Origin)
{
    /// <summary>The rows of all settings, for a table; no row holds a secret.</summary>
    /// <param name="settings">What to show.</param>
    /// <param name="envFileName">How the file is called in the last column.</param>
    public static IReadOnlyList<SettingsSummary> Of(DeploymentSettings settings, string envFileName)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return
        [
            .. settings.Values
                .Where(value => value.Definition.IsStored)
                .Select(value => new SettingsSummary(value.Definition.Key, ValueOf(settings, value), OriginOf(value, envFileName))),
        ];
    }

    private static string ValueOf(DeploymentSettings settings, ResolvedSetting value) => value.Definition.Key switch
    {
        // Which MongoDB is used is the one thing people look for here; the password is not in it.
        SettingKeys.MongoDbUri when settings.MongoConnection is { } connection => connection.Redacted,
        SettingKeys.MongoDbUri when value.HasValue => "set, not used",
        SettingKeys.MongoDbUri => "none",
        _ => value.Display,
    };

    private static string OriginOf(ResolvedSetting value, string envFileName) => value.Origin switch
    {
        SettingOrigin.Option => value.Definition.Option ?? "option",
        SettingOrigin.Environment => "environment",
        SettingOrigin.EnvFile => envFileName,
        SettingOrigin.Prompt => "answered",
        SettingOrigin.Derived => "follows from others",
        SettingOrigin.Generated => "generated",
        _ => "default",
    };
}
