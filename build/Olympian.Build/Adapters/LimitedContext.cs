using Cake.Core;
using Cake.Core.IO;

namespace Olympian.Build.Adapters;

/// <summary>A Cake context whose aliases start processes that end within a limit, and when the token says so.</summary>
public sealed class LimitedContext(ICakeContext context, TimeSpan limit, CancellationToken cancellationToken) : CakeContextAdapter(context)
{
    /// <inheritdoc />
    public override IProcessRunner ProcessRunner { get; } = new LimitedProcessRunner(context.ProcessRunner, limit, cancellationToken);
}
