namespace Olympian.Deployment.Settings.Probes;

/// <summary>Asks an external service whether it is there and is what it should be.</summary>
/// <typeparam name="TAddress">The service's address.</typeparam>
public interface IServiceProbe<in TAddress>
{
    /// <summary>Never throws for a service's sake; only cancellation leaves it as an exception.</summary>
    Task<ProbeResult> ProbeAsync(TAddress address, CancellationToken cancellationToken);
}
