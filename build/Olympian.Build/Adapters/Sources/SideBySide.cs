using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Olympian.Build.Adapters.Sources;

/// <summary>Does one thing to many, several at once.</summary>
/// <remarks>Each takes one at a time: whoever took many ahead would still be at them when all others are done.</remarks>
internal static class SideBySide
{
    /// <summary>Ends when all are done, or with the first failure as it is.</summary>
    public static void ForEach<T>(IReadOnlyList<T> many, int parallelism, Action<T> action, CancellationToken cancellation)
    {
        try
        {
            Parallel.ForEach(
                Partitioner.Create(many, EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation },
                action);
        }
        catch (AggregateException several)
        {
            // Each is complete in itself and the first ends the run: one message, not a bundle.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
