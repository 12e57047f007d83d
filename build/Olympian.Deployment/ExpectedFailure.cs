namespace Olympian.Deployment;

/// <summary>
/// A failure that a user can cause or meet and can do something about. It is shown as it is, without a stack trace,
/// and ends the run with exit code 1 (<see cref="UsageFailure"/>: 2).
/// </summary>
public class ExpectedFailure : Exception
{
    /// <param name="whatFailed">One sentence: what failed.</param>
    /// <param name="expectedAndActual">What was expected and what was found instead; null where the first sentence says it all.</param>
    /// <param name="nextCommand">The exact next step, a command where there is one.</param>
    /// <param name="cause">What was caught, for <c>--verbosity=diagnostic</c>.</param>
    public ExpectedFailure(string whatFailed, string? expectedAndActual, string nextCommand, Exception? cause = null)
        : base(Compose(whatFailed, expectedAndActual, nextCommand), cause)
    {
        WhatFailed = whatFailed;
        ExpectedAndActual = expectedAndActual;
        NextCommand = nextCommand;
    }

    /// <summary>One sentence: what failed.</summary>
    public string WhatFailed { get; }

    /// <summary>What was expected and what was found instead, or null.</summary>
    public string? ExpectedAndActual { get; }

    /// <summary>The exact next step.</summary>
    public string NextCommand { get; }

    /// <summary>What the process returns: 1, the work failed.</summary>
    public virtual int ExitCode => 1;

    private static string Compose(string whatFailed, string? expectedAndActual, string nextCommand) =>
        string.Join('\n', new[] { whatFailed, expectedAndActual, nextCommand }.Where(line => !string.IsNullOrEmpty(line)));
}
