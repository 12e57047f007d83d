namespace Olympian.Build;

/// <summary>How a run ended: what Cake's host does not hand back, kept for the process's exit code and last line.</summary>
public sealed class BuildOutcome
{
    /// <summary>What ended the run; null for success.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The line to print after Cake's own report; null for none.</summary>
    public string? ClosingLine { get; set; }

    /// <summary>What runs after a run that was broken off; null when it changed nothing.</summary>
    public string? LeftRunning { get; set; }
}
