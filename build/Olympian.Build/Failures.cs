using Cake.Core;
using Olympian.Deployment;
using Olympian.Deployment.Diagnosis;

namespace Olympian.Build;

/// <summary>What a failure means for people and for the process's exit code.</summary>
internal static class Failures
{
    /// <summary>It was told in full by its message: no stack trace.</summary>
    public static bool AreExpected(Exception failure) =>
        Each(failure).All(one => one is ExpectedFailure or CakeException or OperationCanceledException);

    /// <summary>2 only when every failure is a refusal before anything was touched; otherwise 1.</summary>
    public static int ExitCodeOf(Exception failure) =>
        Each(failure).All(one => one is UsageFailure) ? 2 : 1;

    /// <summary>Whether one of them is known to be a full disk's.</summary>
    public static bool AreOfAFullDisk(Exception failure) =>
        Each(failure).Any(one => one is IDiagnosedFailure { Diagnosis.Class: FaultClass.FullDisk });

    /// <summary>What was told of it, without what Cake wraps around it.</summary>
    public static string MessageOf(Exception failure) => Each(failure).First().Message;

    // Cake wraps what an asynchronous task threw, more than once at times.
    private static IEnumerable<Exception> Each(Exception failure) => failure switch
    {
        AggregateException several => several.Flatten().InnerExceptions.SelectMany(Each),
        CakeException { InnerException: { } cause } => Each(cause),
        _ => [failure],
    };
}
