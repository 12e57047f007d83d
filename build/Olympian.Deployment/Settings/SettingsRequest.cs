namespace Olympian.Deployment.Settings;

/// <summary>Everything a run brings along from outside, read once by the host.</summary>
/// <param name="Options">
/// Option values by setting key (<see cref="SettingKeys"/>), only those given. An empty value takes the setting back to its
/// default. For a row with <see cref="SettingDefinition.OptionNamesFile"/> the value is the file's path.
/// </param>
/// <param name="Environment">The process environment. An empty variable counts as not set: CI systems define what they have no value for.</param>
/// <param name="EnvFilePath">Absolute path of <c>.env</c>.</param>
/// <param name="WorkingDirectory">Absolute; relative paths in options and the environment start here.</param>
/// <param name="RepositoryRoot">Absolute; the default source and relative paths in <c>.env</c> start here.</param>
public sealed record SettingsRequest(
    IReadOnlyDictionary<string, string> Options,
    IReadOnlyDictionary<string, string> Environment,
    string EnvFilePath,
    string WorkingDirectory,
    string RepositoryRoot);
