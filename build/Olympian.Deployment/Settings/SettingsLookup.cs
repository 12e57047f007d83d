namespace Olympian.Deployment.Settings;

/// <summary>Finds what options, environment and <c>.env</c> say about one setting, and refuses what none may say.</summary>
internal sealed class SettingsLookup(SettingsRequest request, DotEnvFile? envFile, IPasswordFile passwordFiles)
{
    private readonly IReadOnlyDictionary<string, string> fileValues =
        envFile?.Read(request.Environment) ?? new Dictionary<string, string>();

    /// <summary>The value with the highest precedence; null when none of the three says anything.</summary>
    /// <remarks>An empty option says "none, whatever else says"; an empty variable or an empty line in <c>.env</c> says nothing.</remarks>
    public ResolvedSetting? Find(SettingDefinition definition)
    {
        if (request.Options.TryGetValue(definition.Key, out var option))
        {
            if (option.Length == 0)
            {
                return new(definition, null, SettingOrigin.Option);
            }

            var text = definition.OptionNamesFile
                ? passwordFiles.Read(Path.GetFullPath(option, request.WorkingDirectory)).Reveal()
                : option;
            return Accept(definition, text, SettingOrigin.Option);
        }

        if (request.Environment.TryGetValue(definition.Key, out var variable) && variable.Length > 0)
        {
            return Accept(definition, variable, SettingOrigin.Environment);
        }

        return fileValues.TryGetValue(definition.Key, out var line) && line.Length > 0
            ? Accept(definition, line, SettingOrigin.EnvFile)
            : null;
    }

    /// <summary>The setting has a line in <c>.env</c>, if an empty one: it was decided before and is not asked for again.</summary>
    public bool IsInFile(string key) => fileValues.ContainsKey(key);

    /// <summary>Names a source for messages: the option, the variable, or the file and line.</summary>
    public string SourceOf(SettingDefinition definition, SettingOrigin origin) => origin switch
    {
        SettingOrigin.Option => definition.Option!,
        SettingOrigin.Environment => $"The environment variable {definition.Key}",
        SettingOrigin.EnvFile => $"{envFile!.Path}, line {envFile.LineOf(definition.Key)}: {definition.Key}",
        _ => definition.Key,
    };

    private ResolvedSetting Accept(SettingDefinition definition, string text, SettingOrigin origin)
    {
        var reading = definition.Read(text);
        return reading.IsAccepted
            ? new(definition, reading.Value, origin)
            : throw Refused(definition, text, origin, reading.Reason);
    }

    private UsageFailure Refused(SettingDefinition definition, string text, SettingOrigin origin, string reason)
    {
        var shown = definition.IsSecret || text.Any(char.IsControl) ? "the value" : $"'{text}'";
        var next = origin switch
        {
            SettingOrigin.Option when definition.OptionNamesFile => $"Correct the file that {definition.Option} names.",
            SettingOrigin.Option => $"./build.sh --target=EnvMulti {definition.Option}={definition.Example}",
            SettingOrigin.Environment => $"export {definition.Key}={definition.Example}   # or: unset {definition.Key}",
            _ => $"Correct line {envFile!.LineOf(definition.Key)} of {envFile.Path}, for example {definition.Key}={definition.Example}",
        };
        return new($"{SourceOf(definition, origin)} is not usable.", $"Expected {definition.Description}; {shown} was refused: {reason}.", next);
    }
}
