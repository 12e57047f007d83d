namespace Olympian.Deployment.Registries;

/// <summary>A registry did not give what was asked of it. Which way it failed is the type.</summary>
public abstract class RegistryFailure(
    string whatFailed, string? expectedAndActual, string nextCommand, bool isTransient, TimeSpan? retryAfter, Exception? cause)
    : ExpectedFailure(whatFailed, expectedAndActual, nextCommand, cause), IPassingFailure
{
    /// <summary>
    /// Whether the same question may be answered a little later. Nothing here asks twice by itself: how often, is the caller's to say.
    /// </summary>
    public bool IsTransient { get; } = isTransient;

    bool IPassingFailure.MayPass => IsTransient;

    /// <summary>How long the registry asked to be left alone, as it said it: without a bound, never negative; null for nothing.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
