using System.Globalization;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;
using Olympian.Deployment.Settings;
using Olympian.Deployment.Settings.Probes;

namespace Olympian.Build.Adapters.Probes;

/// <summary>Turns <c>mongodb+srv://</c> into hosts and options, as the drivers do.</summary>
/// <remarks>https://specifications.readthedocs.io/en/latest/initial-dns-seedlist-discovery/initial-dns-seedlist-discovery/</remarks>
/// <param name="nameServer">The name server to ask; null for the machine's own.</param>
public sealed class MongoSeedLookup(NameServer? nameServer = null)
{
    // The only options that DNS may set: nobody can weaken TLS by a record.
    private static readonly string[] OptionsInDns = ["authSource", "replicaSet", "loadBalanced"];

    /// <summary>The hosts and the options DNS adds to the URI's own.</summary>
    internal async Task<MongoSeeds> FindAsync(MongoConnection connection, TimeSpan limit, CancellationToken cancellationToken)
    {
        var name = connection.Hosts[0].Host.TrimEnd('.');
        var service = connection.Option("srvServiceName") ?? "mongodb";
        var client = new LookupClient(Options(limit));

        var srv = $"_{service}._tcp.{name}";
        var answers = await QueryAsync(client, srv, QueryType.SRV, cancellationToken);
        var hosts = answers.Answers.SrvRecords()
            .OrderBy(record => record.Priority)
            .Select(record => Host(record, name))
            .ToArray();
        if (hosts.Length == 0)
        {
            throw new ProbeFailedException(ProbeReason.NameNotResolved, $"DNS has no SRV record {srv}");
        }

        var texts = (await QueryAsync(client, name, QueryType.TXT, cancellationToken)).Answers.TxtRecords().ToArray();
        if (texts.Length > 1)
        {
            throw new ProbeFailedException(ProbeReason.NameNotResolved, $"DNS has {texts.Length} TXT records for {name}, one is allowed");
        }

        return new(hosts, texts.Length == 0 ? new() : Parse(string.Concat(texts[0].Text), name));
    }

    private LookupClientOptions Options(TimeSpan limit)
    {
        var options = nameServer is null ? new LookupClientOptions() : new LookupClientOptions(nameServer);
        options.UseCache = false;
        options.Retries = 1;
        options.Timeout = limit;
        return options;
    }

    private static async Task<IDnsQueryResponse> QueryAsync(
        LookupClient client, string name, QueryType type, CancellationToken cancellationToken)
    {
        try
        {
            var response = await client.QueryAsync(name, type, cancellationToken: cancellationToken);
            return response.Header.ResponseCode is DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain
                ? response
                : throw new ProbeFailedException(
                    ProbeReason.NameNotResolved, $"DNS answers {response.Header.ResponseCode} for {type} {name}");
        }
        catch (DnsResponseException exception) when (exception.InnerException is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new ProbeFailedException(ProbeReason.NameNotResolved, $"the name server did not answer for {type} {name}", exception);
        }
        catch (SocketException exception)
        {
            throw new ProbeFailedException(ProbeReason.NameNotResolved, "the name server cannot be reached", exception);
        }
    }

    private static HostEndpoint Host(SrvRecord record, string name)
    {
        var target = record.Target.Value.TrimEnd('.');
        if (!HostEndpoint.TryParse(
            string.Create(CultureInfo.InvariantCulture, $"{target}:{record.Port}"), MongoConnection.DefaultPort, out var host, out var reason))
        {
            throw new ProbeFailedException(ProbeReason.NameNotResolved, $"DNS names '{target}:{record.Port}' as a host: {reason}");
        }

        // Otherwise whoever answers for DNS could send the credentials anywhere.
        var labels = name.Split('.');
        var domain = labels.Length < 3 ? name : string.Join('.', labels[1..]);
        return host.Host.EndsWith($".{domain}", StringComparison.Ordinal)
            ? host
            : throw new ProbeFailedException(
                ProbeReason.NameNotResolved, $"DNS names the host {host.Host}, which is not in {domain}; drivers refuse that");
    }

    private static Dictionary<string, string> Parse(string text, string name)
    {
        var options = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length != 2 || !OptionsInDns.Contains(parts[0], StringComparer.OrdinalIgnoreCase))
            {
                throw new ProbeFailedException(
                    ProbeReason.NameNotResolved, $"the TXT record of {name} sets something else than {string.Join(", ", OptionsInDns)}; drivers refuse that");
            }

            options[parts[0]] = Uri.UnescapeDataString(parts[1]);
        }

        return options;
    }
}
