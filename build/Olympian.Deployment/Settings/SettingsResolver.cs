namespace Olympian.Deployment.Settings;

/// <summary>
/// Decides every setting: option, then environment, then <c>.env</c>, then a question to a person, then the default.
/// </summary>
public sealed class SettingsResolver(IPasswordFile passwordFiles)
{
    /// <param name="request">What the run brings along.</param>
    /// <param name="envFile">The existing <c>.env</c>; null when there is none.</param>
    /// <param name="prompt">Who can be asked; null in a run without a terminal.</param>
    /// <exception cref="UsageFailure">A value is not usable, or two contradict each other.</exception>
    public DeploymentSettings Resolve(SettingsRequest request, DotEnvFile? envFile, ISettingsPrompt? prompt)
    {
        ArgumentNullException.ThrowIfNull(request);
        var lookup = new SettingsLookup(request, envFile, passwordFiles);
        var questions = new SettingQuestions(prompt, lookup);
        var notices = new List<string>();

        var found = new Dictionary<string, ResolvedSetting>();
        foreach (var key in (string[])[SettingKeys.ProjectName, SettingKeys.OllamaHost])
        {
            found[key] = lookup.Find(SettingCatalogue.Row(key)) ?? questions.Ask(SettingCatalogue.Row(key)) ?? Default(key);
        }

        found[SettingKeys.DeploymentMode] = Default(SettingKeys.DeploymentMode);
        found[SettingKeys.OllamaHost] = Ollama(found[SettingKeys.OllamaHost], notices);
        var mongo = MongoDbSettings.Resolve(lookup, questions, notices);

        foreach (var definition in SettingCatalogue.All.Where(row => !found.ContainsKey(row.Key) && !mongo.Values.ContainsKey(row.Key)))
        {
            found[definition.Key] = lookup.Find(definition) ?? questions.Ask(definition) ?? Default(definition.Key);
        }

        found[SettingKeys.SourcePath] = Absolute(found[SettingKeys.SourcePath], request);
        found[SettingKeys.AllowedOrigins] = Origins(found[SettingKeys.AllowedOrigins], found[SettingKeys.AppPort]);
        NoteSecrets(found, envFile, request, notices);

        return new(
            SettingCatalogue.All.Select(row => mongo.Values.GetValueOrDefault(row.Key) ?? found[row.Key]),
            mongo.Connection,
            notices,
            mongo.FoldsCredentials);
    }

    private static ResolvedSetting Default(string key)
    {
        var definition = SettingCatalogue.Row(key);
        return new(definition, definition.Default, SettingOrigin.Default);
    }

    private static ResolvedSetting Ollama(ResolvedSetting setting, List<string> notices)
    {
        if (!setting.HasValue || !OllamaAddress.TryParse(setting.Reveal()!, out var address, out _) || !address.Endpoint.IsLoopback)
        {
            return setting;
        }

        // Right for no one as it stands: inside a container it names the container. So it is translated, and said.
        var translated = address.ForContainers();
        notices.Add(
            $"{SettingKeys.OllamaHost}: {address} would mean the container itself there, so {translated} is used: this machine as containers see it. "
            + "Ollama must listen on more than loopback for that; where it runs: OLLAMA_HOST=0.0.0.0 ollama serve");
        return new(setting.Definition, translated.ToString(), setting.Origin);
    }

    private static ResolvedSetting Absolute(ResolvedSetting setting, SettingsRequest request)
    {
        var isCleared = !setting.HasValue;
        var path = isCleared ? setting.Definition.Default! : setting.Reveal()!;
        var start = setting.Origin is SettingOrigin.Environment or SettingOrigin.Option && !isCleared
            ? request.WorkingDirectory
            : request.RepositoryRoot;

        // Absolute in .env too: compose on its own would resolve a relative one against the directory of compose.yml.
        return new(setting.Definition, Path.GetFullPath(path, start), isCleared ? SettingOrigin.Default : setting.Origin);
    }

    private static ResolvedSetting Origins(ResolvedSetting origins, ResolvedSetting port)
    {
        if (origins.HasValue)
        {
            return origins;
        }

        var suffix = port.Reveal() == "80" ? "" : $":{port.Reveal()}";
        return new(origins.Definition, $"http://localhost{suffix}", SettingOrigin.Default);
    }

    private static void NoteSecrets(
        Dictionary<string, ResolvedSetting> found, DotEnvFile? envFile, SettingsRequest request, List<string> notices)
    {
        var stored = envFile?.Read(request.Environment);
        foreach (var key in (string[])[SettingKeys.JwtSecret, SettingKeys.SessionSecret])
        {
            var secret = found[key];
            if (secret.Origin == SettingOrigin.Environment
                && stored?.GetValueOrDefault(key) is { Length: > 0 } old && old != secret.Reveal())
            {
                notices.Add($"{key} from the environment replaces the one in {envFile!.Path}: sessions made with the old one end.");
            }

            if (DeploymentSettings.WeaknessOf(secret) is { } weakness)
            {
                notices.Add(weakness);
            }
        }
    }
}
