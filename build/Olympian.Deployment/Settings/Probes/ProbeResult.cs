namespace Olympian.Deployment.Settings.Probes;

/// <summary>What asking a service gave.</summary>
/// <param name="Service">The service's name for people: <c>Ollama</c>, <c>MongoDB</c>.</param>
/// <param name="Address">Where it was asked, without secrets.</param>
/// <param name="Reason">Why it counts as reachable or not.</param>
/// <param name="Latency">From the first packet to the verdict.</param>
/// <param name="Detail">A sentence: the version that answered, or what was expected and seen.</param>
public sealed record ProbeResult(string Service, string Address, ProbeReason Reason, TimeSpan Latency, string Detail)
{
    /// <summary>The single hosts' results where the service has several; empty otherwise.</summary>
    public IReadOnlyList<ProbeResult> Hosts { get; init; } = [];

    public bool Ok => Reason == ProbeReason.Answered;
}
