using DnsClient;
using Olympian.Build.Adapters.Probes;
using Olympian.Deployment.Settings;
using Olympian.Deployment.Settings.Probes;

namespace Olympian.Build.Tests.Probes;

public sealed class MongoProbeTests
{
    [Test]
    public async Task Greets_a_server_without_log_in()
    {
        await using var server = new MongoDouble().Start();

        Assert.That(await VerdictAsync($"mongodb://127.0.0.1:{server.Port}"), Is.EqualTo("Answered: MongoDB, standalone, wire version 21"));
    }

    [Test]
    public async Task Greets_a_server_that_knows_only_isMaster()
    {
        await using var server = new MongoDouble { IsOld = true }.Start();

        Assert.That(await VerdictAsync($"mongodb://127.0.0.1:{server.Port}"), Is.EqualTo("Answered: MongoDB, standalone, wire version 6"));
    }

    [TestCase("SCRAM-SHA-1,SCRAM-SHA-256", "", "SCRAM-SHA-256")]
    [TestCase("SCRAM-SHA-1", "", "SCRAM-SHA-1")]
    [TestCase("SCRAM-SHA-1,SCRAM-SHA-256", "?authMechanism=SCRAM-SHA-1", "SCRAM-SHA-1")]
    [TestCase("SCRAM-SHA-1,SCRAM-SHA-256", "?authMechanism=DEFAULT", "SCRAM-SHA-256")]
    public async Task Logs_in(string offered, string query, string mechanism)
    {
        await using var server = new MongoDouble { User = "me", Password = "p@ss", Mechanisms = offered.Split(',') }.Start();

        Assert.That(
            await VerdictAsync($"mongodb://me:p%40ss@127.0.0.1:{server.Port}/{query}"),
            Is.EqualTo($"Answered: MongoDB, standalone, wire version 21, logged in as me ({mechanism})"));
    }

    [Test]
    public async Task Logs_in_where_the_last_round_is_empty()
    {
        await using var server = new MongoDouble { User = "me", Password = "x", EndsSlowly = true }.Start();

        Assert.That(await VerdictAsync($"mongodb://me:x@127.0.0.1:{server.Port}/"), Does.StartWith("Answered: "));
    }

    [TestCase("app", "/app", true)]
    [TestCase("app", "/", false)]
    [TestCase("admin", "/", true)]
    [TestCase("users", "/app?authSource=users", true)]
    public async Task Logs_in_against_the_database_that_keeps_the_user(string source, string tail, bool ok)
    {
        await using var server = new MongoDouble { User = "me", Password = "x", AuthSource = source }.Start();

        Assert.That((await ProbeAsync($"mongodb://me:x@127.0.0.1:{server.Port}{tail}")).Ok, Is.EqualTo(ok));
    }

    [Test]
    public async Task Tells_a_wrong_password_without_repeating_it()
    {
        await using var server = new MongoDouble { User = "me", Password = "right" }.Start();

        Assert.That(
            await VerdictAsync($"mongodb://me:hunter2@127.0.0.1:{server.Port}/"),
            Is.EqualTo("Authentication: the log-in of 'me' against the database 'admin' was refused: Authentication failed"));
    }

    [Test]
    public async Task Tells_a_server_that_does_not_know_the_password_itself()
    {
        await using var server = new MongoDouble { User = "me", Password = "x", IsImpostor = true }.Start();

        Assert.That(
            await VerdictAsync($"mongodb://me:x@127.0.0.1:{server.Port}/"),
            Is.EqualTo("Authentication: the server did not prove that it knows the password: its signature is wrong"));
    }

    [Test]
    public async Task Says_what_it_did_not_try()
    {
        await using var server = new MongoDouble().Start();

        Assert.That(
            await VerdictAsync($"mongodb://me@127.0.0.1:{server.Port}/?authMechanism=MONGODB-X509"),
            Is.EqualTo("Answered: MongoDB, standalone, wire version 21; the log-in by MONGODB-X509 was not tried from here"));
    }

    [TestCase("rs0", "rs0", "Answered: MongoDB, primary of rs0, wire version 21")]
    [TestCase("rs0", "rs1", "ReplicaSet: it belongs to the replica set 'rs0', the URI says replicaSet=rs1")]
    [TestCase(null, "rs0", "ReplicaSet: it belongs to no replica set, the URI says replicaSet=rs0")]
    public async Task Compares_the_replica_sets_name(string? found, string wanted, string verdict)
    {
        await using var server = new MongoDouble { SetName = found }.Start();

        Assert.That(await VerdictAsync($"mongodb://127.0.0.1:{server.Port}/?replicaSet={wanted}"), Is.EqualTo(verdict));
    }

    [Test]
    public async Task Is_content_with_one_host_of_several_and_reports_all()
    {
        await using var server = new MongoDouble().Start();
        var closed = LoopbackServer.FreePort();

        var result = await ProbeAsync($"mongodb://127.0.0.1:{closed},127.0.0.1:{server.Port}/");

        Assert.That(
            (result.Ok, result.Detail, string.Join('|', result.Hosts.Select(host => $"{host.Address} {host.Reason}"))),
            Is.EqualTo((
                true,
                $"1 of 2 hosts answered; 127.0.0.1:{server.Port}: MongoDB, standalone, wire version 21",
                $"127.0.0.1:{closed} Refused|127.0.0.1:{server.Port} Answered")));
    }

    [Test]
    public async Task Gives_the_most_telling_reason_when_no_host_will_do()
    {
        await using var server = new MongoDouble { User = "me", Password = "right" }.Start();

        var result = await ProbeAsync($"mongodb://me:wrong@127.0.0.1:{LoopbackServer.FreePort()},127.0.0.1:{server.Port}/");

        Assert.That(result.Reason, Is.EqualTo(ProbeReason.Authentication));
    }

    [Test]
    public async Task Tells_a_closed_port() =>
        Assert.That(
            await VerdictAsync($"mongodb://127.0.0.1:{LoopbackServer.FreePort()}"),
            Is.EqualTo("Refused: the machine is there, but nothing listens on the port"));

    [Test]
    public async Task Tells_a_name_without_an_address() =>
        Assert.That(await VerdictAsync("mongodb://no-such-host.invalid"), Does.StartWith("NameNotResolved: "));

    [Test]
    public async Task Tells_a_server_that_stays_silent()
    {
        await using var server = LoopbackServer.Silent();

        Assert.That(await VerdictAsync($"mongodb://127.0.0.1:{server.Port}", limit: 0.2), Is.EqualTo("TimedOut: no answer within 0.2 s"));
    }

    [TestCase("HTTP/1.1 400 Bad Request\r\n\r\n", "NotTheService: not MongoDB: an HTTP server answers")]
    [TestCase("SSH-2.0-OpenSSH_9.2\r\n....................", "NotTheService: not MongoDB: what answered is not in its wire protocol")]
    [TestCase("x", "NotTheService: not MongoDB: what answered is not in its wire protocol")]
    [TestCase("", "NotTheService: the connection was closed without an answer")]
    public async Task Tells_another_server(string answer, string verdict)
    {
        await using var server = LoopbackServer.Answering(System.Text.Encoding.ASCII.GetBytes(answer));

        Assert.That(await VerdictAsync($"mongodb://127.0.0.1:{server.Port}"), Is.EqualTo(verdict));
    }

    [Test]
    public async Task Tells_a_server_that_wants_TLS()
    {
        byte[] alert = [0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46];
        await using var server = LoopbackServer.Answering(alert);

        Assert.That(await VerdictAsync($"mongodb://127.0.0.1:{server.Port}"), Is.EqualTo("Tls: the server speaks TLS; add tls=true to the URI"));
    }

    [Test]
    public async Task Tells_TLS_asked_of_a_server_that_has_none()
    {
        await using var server = LoopbackServer.Start(async (stream, stop) => _ = await stream.ReadAsync(new byte[4096], stop));

        Assert.That(
            await VerdictAsync($"mongodb://127.0.0.1:{server.Port}/?tls=true"),
            Is.EqualTo("Tls: the connection was closed during the TLS handshake; a server without TLS does that"));
    }

    [Test]
    public async Task Speaks_TLS_with_an_authority_of_ones_own()
    {
        using var tls = TestCertificate.For("127.0.0.1");
        await using var server = new MongoDouble { Certificate = tls.Certificate, User = "me", Password = "x" }.Start();

        Assert.That(
            await VerdictAsync($"mongodb://me:x@127.0.0.1:{server.Port}/?tls=true&tlsCAFile={Uri.EscapeDataString(tls.AuthorityFile)}"),
            Is.EqualTo("Answered: MongoDB, standalone, wire version 21, logged in as me (SCRAM-SHA-256)"));
    }

    [TestCase("", "Tls: the server's certificate does not hold: no authority this machine trusts vouches for it, or it is out of date")]
    [TestCase("&tlsAllowInvalidCertificates=true", "Answered: MongoDB, standalone, wire version 21")]
    [TestCase("&tlsInsecure=true", "Answered: MongoDB, standalone, wire version 21")]
    [TestCase("&tlsCAFile=%2Fno%2Fsuch.pem", "Answered: MongoDB, standalone, wire version 21; its certificate was not checked, because /no/such.pem is not on this machine")]
    public async Task Judges_a_certificate_that_vouches_for_itself(string options, string verdict)
    {
        using var tls = TestCertificate.For("127.0.0.1");
        await using var server = new MongoDouble { Certificate = tls.Certificate }.Start();

        Assert.That(await VerdictAsync($"mongodb://127.0.0.1:{server.Port}/?tls=true{options}"), Is.EqualTo(verdict));
    }

    [TestCase("", "Tls: the server's certificate does not hold: it is for another name")]
    [TestCase("&tlsAllowInvalidHostnames=true", "Answered: MongoDB, standalone, wire version 21")]
    public async Task Judges_a_certificate_for_another_name(string options, string verdict)
    {
        using var tls = TestCertificate.For("db.example.com");
        await using var server = new MongoDouble { Certificate = tls.Certificate }.Start();

        Assert.That(
            await VerdictAsync($"mongodb://127.0.0.1:{server.Port}/?tls=true&tlsCAFile={Uri.EscapeDataString(tls.AuthorityFile)}{options}"),
            Is.EqualTo(verdict));
    }

    [Test]
    public async Task Judges_a_certificate_out_of_date()
    {
        using var tls = TestCertificate.For("127.0.0.1", until: DateTimeOffset.UtcNow.AddDays(-1));
        await using var server = new MongoDouble { Certificate = tls.Certificate }.Start();

        Assert.That(
            await VerdictAsync($"mongodb://127.0.0.1:{server.Port}/?tls=true&tlsCAFile={Uri.EscapeDataString(tls.AuthorityFile)}"),
            Is.EqualTo("Tls: the server's certificate does not hold: no authority this machine trusts vouches for it, or it is out of date"));
    }

    [Test]
    public async Task Finds_hosts_and_options_in_DNS()
    {
        var mongo = new MongoDouble { SetName = "rs0", User = "me", Password = "x", AuthSource = "users" };
        await using var server = mongo.Start();

        // The one name outside DNS that leads to this machine, whatever the machine.
        await using var dns = new DnsDouble()
            .WithSrv("_mongodb._tcp.cluster.docker.internal", "host.docker.internal", server.Port)
            .WithTxt("cluster.docker.internal", "authSource=users&replicaSet=rs0");

        Assert.That(
            await VerdictAsync("mongodb+srv://me:x@cluster.docker.internal/?tls=false", dns: dns),
            Is.EqualTo("Answered: MongoDB, primary of rs0, wire version 21, logged in as me (SCRAM-SHA-256)"));
    }

    [Test]
    public async Task Tells_a_cluster_that_DNS_does_not_know()
    {
        await using var dns = new DnsDouble();

        Assert.That(
            await VerdictAsync("mongodb+srv://cluster.db.example/", dns: dns),
            Is.EqualTo("NameNotResolved: DNS has no SRV record _mongodb._tcp.cluster.db.example"));
    }

    [Test]
    public async Task Refuses_hosts_outside_the_clusters_domain()
    {
        await using var dns = new DnsDouble().WithSrv("_mongodb._tcp.cluster.db.example", "evil.example", 27017);

        Assert.That(
            await VerdictAsync("mongodb+srv://cluster.db.example/", dns: dns),
            Is.EqualTo("NameNotResolved: DNS names the host evil.example, which is not in db.example; drivers refuse that"));
    }

    [Test]
    public async Task Refuses_DNS_that_weakens_TLS()
    {
        await using var dns = new DnsDouble()
            .WithSrv("_mongodb._tcp.cluster.db.example", "one.db.example", 27017)
            .WithTxt("cluster.db.example", "tls=false");

        Assert.That(
            await VerdictAsync("mongodb+srv://cluster.db.example/", dns: dns),
            Is.EqualTo("NameNotResolved: the TXT record of cluster.db.example sets something else than authSource, replicaSet, loadBalanced; drivers refuse that"));
    }

    [Test]
    public async Task Stops_when_interrupted()
    {
        await using var server = LoopbackServer.Silent();
        using var interruption = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        Assert.That(
            () => Probe(60, null).ProbeAsync(Parsed($"127.0.0.1:{server.Port}"), interruption.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private static MongoProbe Probe(double limit, DnsDouble? dns) =>
        new(new ServiceConnector(null), new MongoSeedLookup(dns is null ? null : new NameServer(dns.Endpoint)), TimeSpan.FromSeconds(limit));

    private static Task<ProbeResult> ProbeAsync(string uri, double limit = 5, DnsDouble? dns = null) =>
        Probe(limit, dns).ProbeAsync(Parsed(uri), CancellationToken.None);

    private static async Task<string> VerdictAsync(string uri, double limit = 5, DnsDouble? dns = null)
    {
        var result = await ProbeAsync(uri, limit, dns);
        return $"{result.Reason}: {result.Detail}";
    }

    private static MongoConnection Parsed(string uri)
    {
        Assert.That(MongoConnection.TryParse(uri, out var connection, out var reason), Is.True, reason);
        return connection!;
    }
}
