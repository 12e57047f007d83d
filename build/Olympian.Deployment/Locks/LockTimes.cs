namespace Olympian.Deployment.Locks;

/// <summary>
/// The lengths of time that a lock depends on. Their order is what keeps two runs from working at once: a holder that cannot show a sign of
/// life stops itself (<see cref="Patience"/>) before another may take the lock from it (<see cref="Silence"/>).
/// </summary>
public static class LockTimes
{
    /// <summary>Between two signs of life.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>How long a holder works on without a sign of life that the engine took.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Watched for so long without a sign of life, a lock is stale.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(90);

    /// <summary>Between two looks at a lock that somebody else holds.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>How long what a killed run had started may take to end.</summary>
    public static readonly TimeSpan Leftovers = TimeSpan.FromSeconds(30);
}
