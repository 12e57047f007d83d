using Cake.Core;
using Cake.Frosting;
using Olympian.Build.Adapters;
using Olympian.Build.Console;
using Olympian.Build.Options;

namespace Olympian.Build;

/// <summary>
/// What every task can see: how the run was asked for, and where it stands. It carries nothing from one task to the next;
/// that is in a file or in the engine, so that each task also runs alone.
/// </summary>
public sealed class BuildContext(ICakeContext context, RunOptions options, Surroundings surroundings, Interruption interruption)
    : FrostingContext(context)
{
    /// <summary>How the run was asked for.</summary>
    public RunOptions Options { get; } = options;

    /// <summary>Where the run stands.</summary>
    public Surroundings Surroundings { get; } = surroundings;

    /// <summary>Cancelled once the run was asked to stop.</summary>
    public CancellationToken Interrupted => interruption.Token;

    /// <summary>Shows a line, as it is.</summary>
    public void Tell(string line) => Log.Tell(line);

    /// <summary>Shows a warning, as it is.</summary>
    public void Warn(string line) => Log.Warn(line);

    /// <summary>This context for aliases that start a process: it ends within <paramref name="limit"/>, and with the run.</summary>
    public ICakeContext Within(TimeSpan limit) => new LimitedContext(this, limit, Interrupted);
}
