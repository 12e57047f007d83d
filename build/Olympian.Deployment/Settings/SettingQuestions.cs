namespace Olympian.Deployment.Settings;

/// <summary>Puts a question until the answer is usable.</summary>
internal sealed class SettingQuestions(ISettingsPrompt? prompt, SettingsLookup lookup)
{
    private bool inputEnded;

    public bool CanAsk => prompt is not null && !inputEnded;

    /// <summary>The answer; null where nobody can be asked, nothing is to be asked, or the default was chosen.</summary>
    public ResolvedSetting? Ask(SettingDefinition definition) =>
        lookup.IsInFile(definition.Key) ? null : AskEvenSo(definition);

    /// <summary>Asks although <c>.env</c> has an empty line for it, because what else is known makes a value necessary.</summary>
    public ResolvedSetting? AskEvenSo(SettingDefinition definition)
    {
        while (CanAsk && definition.Question is not null)
        {
            var answer = definition is { IsSecret: true, OptionNamesFile: true }
                ? prompt!.AskSecret(definition.Question)?.Reveal()
                : prompt!.Ask(definition.Question, definition.DefaultText);
            if (answer is null)
            {
                inputEnded = true;
            }
            else if (answer.Length == 0)
            {
                return null;
            }
            else if (definition.Read(answer) is { IsAccepted: true } reading)
            {
                return new(definition, reading.Value, SettingOrigin.Prompt);
            }
            else
            {
                prompt.Explain($"Not usable: {definition.Read(answer).Reason}.");
            }
        }

        return null;
    }
}
