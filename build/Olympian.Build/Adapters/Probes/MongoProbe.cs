using Olympian.Deployment.Settings;
using Olympian.Deployment.Settings.Probes;

namespace Olympian.Build.Adapters.Probes;

/// <summary>
/// Asks every host of a MongoDB deployment: TCP, TLS where the URI says so, <c>hello</c>, the replica set's name, and the log-in.
/// </summary>
/// <remarks>One host that answers is enough, as it is for the drivers: the others may be down for maintenance. All are reported.</remarks>
public sealed class MongoProbe(ServiceConnector connector, MongoSeedLookup seedLookup, TimeSpan limit) : IServiceProbe<MongoConnection>
{
    private const string Service = "MongoDB";

    // The most telling first: a host that answered wrongly says more than one that is down.
    private static readonly ProbeReason[] Telling =
    [
        ProbeReason.Authentication, ProbeReason.ReplicaSet, ProbeReason.Tls, ProbeReason.NotTheService,
        ProbeReason.TimedOut, ProbeReason.Unreachable, ProbeReason.Refused, ProbeReason.NameNotResolved,
    ];

    /// <inheritdoc />
    public async Task<ProbeResult> ProbeAsync(MongoConnection address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        var seeds = new MongoSeeds(address.Hosts, new());
        if (address.IsSrv)
        {
            var lookup = await ProbeRun.AskAsync(
                Service,
                address.Redacted,
                limit,
                async token =>
                {
                    seeds = await seedLookup.FindAsync(address, limit, token);
                    return "";
                },
                cancellationToken);
            if (!lookup.Ok)
            {
                return lookup;
            }
        }

        var asked = await Task.WhenAll(seeds.Hosts.Select(host => AskAsync(address, seeds, host, cancellationToken)));
        return Verdict(address, asked);
    }

    private Task<ProbeResult> AskAsync(
        MongoConnection address, MongoSeeds seeds, HostEndpoint host, CancellationToken cancellationToken) =>
        ProbeRun.AskAsync(
            Service,
            host.ToString(),
            limit,
            async token =>
            {
                await using var tcp = await connector.ConnectAsync(host, token);
                return await new MongoHandshake(address, seeds).RunAsync(host, tcp, token);
            },
            cancellationToken);

    private static ProbeResult Verdict(MongoConnection address, ProbeResult[] asked)
    {
        var answered = asked.Where(host => host.Ok).OrderBy(host => host.Latency).ToArray();
        var speaker = answered.FirstOrDefault() ?? asked.OrderBy(host => Array.IndexOf(Telling, host.Reason)).First();
        var detail = asked.Length == 1 ? speaker.Detail
            : answered.Length > 0 ? $"{answered.Length} of {asked.Length} hosts answered; {speaker.Address}: {speaker.Detail}"
            : $"none of {asked.Length} hosts can be used: {string.Join("; ", asked.Select(host => $"{host.Address}: {host.Detail}"))}";
        return new(Service, address.Redacted, speaker.Reason, speaker.Latency, detail) { Hosts = asked.Length == 1 ? [] : asked };
    }
}
