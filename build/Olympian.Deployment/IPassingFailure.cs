namespace Olympian.Deployment;

/// <summary>A failure that knows by itself whether the same may succeed a little later.</summary>
public interface IPassingFailure
{
    /// <summary>Whether it may.</summary>
    bool MayPass { get; }

    /// <summary>How long it was asked to wait; null for nothing.</summary>
    TimeSpan? RetryAfter { get; }
}
