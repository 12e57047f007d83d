using Olympian.Deployment.Settings;

namespace Olympian.Build.Options;

/// <summary>Every option there is, in the order Help prints them.</summary>
public static class OptionCatalogue
{
    /// <summary>The options that describe the deployment: one for each setting that can be given as an option.</summary>
    public static IReadOnlyList<OptionRow> Settings { get; } =
    [
        .. SettingCatalogue.All
            .Where(setting => setting.Option is not null)
            .Select(setting => new OptionRow(
                setting.Option!.TrimStart('-'), OptionKind.Value, setting.Key, setting.DefaultText, setting.Description)),
    ];
}
