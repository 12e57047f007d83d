namespace Olympian.Deployment.Runs;

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>All of it was done.</summary>
    Succeeded,

    /// <summary>It ended with a failure, which was told.</summary>
    Failed,

    /// <summary>Somebody asked it to stop.</summary>
    Interrupted,

    /// <summary>It ended without a word: killed, or the machine went down. A later run found it out.</summary>
    Killed,
}
