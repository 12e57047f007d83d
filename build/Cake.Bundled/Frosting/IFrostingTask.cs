using Cake.Core;

namespace Cake.Frosting;

/// <summary>A unit of work. Derive from <see cref="FrostingTask{T}"/> or <see cref="AsyncFrostingTask{T}"/> instead of implementing it.</summary>
public interface IFrostingTask
{
    /// <summary>Why the task was skipped, for the report, when <see cref="ShouldRun"/> says no.</summary>
    string SkippedMessage => string.Empty;

    /// <summary>Does the work.</summary>
    Task RunAsync(ICakeContext context);

    /// <summary>Whether the work is still to be done.</summary>
    bool ShouldRun(ICakeContext context);

    /// <summary>Handles a failure of the work. A handler that returns has made the failure a success.</summary>
    void OnError(Exception exception, ICakeContext context);

    /// <summary>Runs after the work, failed or not.</summary>
    void Finally(ICakeContext context);
}
