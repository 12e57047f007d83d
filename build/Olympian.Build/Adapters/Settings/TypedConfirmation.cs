using Olympian.Deployment;

namespace Olympian.Build.Adapters.Settings;

/// <summary>
/// Consent to what cannot be undone: the project's name, typed on a terminal. <c>--yes</c> does not replace it, and nothing in a
/// script can: whoever destroys something must have read what.
/// </summary>
internal static class TypedConfirmation
{
    /// <summary>Returns when the name was typed.</summary>
    /// <exception cref="UsageFailure">Nobody can be asked, or something else was typed. Nothing was changed.</exception>
    public static void Ask(BuildContext context, ConsolePrompt prompt, string project, string question)
    {
        if (context.Options.NonInteractive || !Terminal.CanAsk)
        {
            throw new UsageFailure(
                "Nothing was deleted: nobody can be asked.",
                "Expected a terminal, and no --non-interactive: the project's name has to be typed, and --yes does not stand for it.",
                $"Run it on a terminal: ./build.sh --target={context.Options.Targets[0]}");
        }

        if (prompt.Ask($"{question} Type the project's name to confirm", "leave it") is var typed && typed != project)
        {
            throw new UsageFailure(
                "Nothing was deleted.",
                $"Expected '{project}' to be typed{(string.IsNullOrEmpty(typed) ? "" : ", found another text")}.",
                $"Ask again: ./build.sh --target={context.Options.Targets[0]}");
        }
    }
}
