using Olympian.Deployment.Settings.Probes;

namespace Olympian.Build.Adapters.Probes;

/// <summary>A service said, or failed to say, something that settles the matter. Never leaves this room.</summary>
public sealed class ProbeFailedException(ProbeReason reason, string detail, Exception? cause = null) : Exception(detail, cause)
{
    public ProbeReason Reason { get; } = reason;
}
