namespace Olympian.Deployment.Settings;

/// <summary>A person on a terminal who can be asked. A run without one passes no prompt at all.</summary>
public interface ISettingsPrompt
{
    /// <summary>Asks one question.</summary>
    /// <param name="question">What is wanted, one line.</param>
    /// <param name="defaultText">What an empty answer means, for display.</param>
    /// <returns>The trimmed answer; empty for the default; null when the input has ended.</returns>
    string? Ask(string question, string defaultText);

    /// <summary>Asks without echoing what is typed.</summary>
    /// <returns>The answer as typed; null when the input has ended.</returns>
    Secret? AskSecret(string question);

    /// <summary>Says why an answer was refused, before the question is put again.</summary>
    void Explain(string reason);
}
