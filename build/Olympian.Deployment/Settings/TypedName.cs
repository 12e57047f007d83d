namespace Olympian.Deployment.Settings;

/// <summary>
/// Consent to what cannot be undone: the project's name, typed by a person. <c>--yes</c> does not replace it, and nothing in a script can:
/// whoever destroys something must have read what.
/// </summary>
public static class TypedName
{
    /// <summary>Returns when the name was typed.</summary>
    /// <param name="prompt">The person; null for a run that has none.</param>
    /// <param name="project">The project, whose name is to be typed.</param>
    /// <param name="question">What the name is typed for.</param>
    /// <param name="notDone">What a refusal leaves as it is, a sentence.</param>
    /// <param name="target">The target that asks.</param>
    /// <exception cref="UsageFailure">Nobody can be asked, or something else was typed. Nothing was changed.</exception>
    public static void Ask(ISettingsPrompt? prompt, string project, string question, string notDone, string target)
    {
        if (prompt is null)
        {
            throw new UsageFailure(
                notDone,
                "Expected a terminal, and no --non-interactive: the project's name has to be typed, and --yes does not stand for it.",
                $"Run it on a terminal: ./build.sh --target={target}");
        }

        if (prompt.Ask(question, "leave it") is var typed && typed != project)
        {
            throw new UsageFailure(
                notDone,
                $"Expected '{project}' to be typed{(string.IsNullOrEmpty(typed) ? "" : ", found another text")}.",
                $"Nothing was changed. Ask again: ./build.sh --target={target}");
        }
    }
}
