namespace Olympian.Deployment.Cleaning;

/// <summary>Something that was to go is still there. Everything else was tried.</summary>
public sealed class CleaningFailure(IReadOnlyList<string> failures)
    : ExpectedFailure(
        $"{failures.Count} of the things to be removed could not be removed.",
        string.Join('\n', failures.Select(failure => $"  {failure}")),
        "Mend what is named above and run the same command again; what was removed already does not matter to it.")
{
    /// <summary>One line for each thing.</summary>
    public IReadOnlyList<string> Failures { get; } = failures;
}
