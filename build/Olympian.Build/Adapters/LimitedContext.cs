using Cake.Core;
using Cake.Core.IO;

namespace Olympian.Build.Adapters;

/// <summary>A Cake context whose aliases start processes that end within a limit, and with the run.</summary>
public sealed class LimitedContext(ICakeContext context, TimeSpan limit, Interruption interruption) : CakeContextAdapter(context)
{
    /// <inheritdoc />
    public override IProcessRunner ProcessRunner { get; } = new LimitedProcessRunner(context.ProcessRunner, limit, interruption.Token);
}
