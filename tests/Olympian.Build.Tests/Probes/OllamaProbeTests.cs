using System.Net;
using System.Text;
using Olympian.Build.Adapters.Probes;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Probes;

public sealed class OllamaProbeTests
{
    [Test]
    public async Task Reads_the_version()
    {
        await using var server = LoopbackServer.Answering(Http("200 OK", """{"version":"0.5.1"}"""));

        Assert.That(await VerdictAsync(server.Port), Is.EqualTo("Answered: Ollama 0.5.1"));
    }

    [Test]
    public async Task Asks_for_the_version_and_nothing_else()
    {
        var asked = "";
        await using var server = LoopbackServer.Start(async (stream, stop) =>
        {
            var bytes = new byte[4096];
            asked = Encoding.ASCII.GetString(bytes, 0, await stream.ReadAsync(bytes, stop));
        });

        await VerdictAsync(server.Port);

        Assert.That(asked.Split("\r\n"), Is.EqualTo(new[] { "GET /api/version HTTP/1.1", $"Host: 127.0.0.1:{server.Port}", "Accept: application/json", "", "" }));
    }

    [TestCase("200 OK", "{\"version\":5}", "NotTheService: not Ollama: the answer to GET /api/version names no version")]
    [TestCase("200 OK", "[]", "NotTheService: not Ollama: the answer to GET /api/version names no version")]
    [TestCase("200 OK", "<html>", "NotTheService: not Ollama: the answer to GET /api/version is not JSON")]
    [TestCase("200 OK", "", "NotTheService: not Ollama: the answer to GET /api/version is not JSON")]
    [TestCase("404 Not Found", "", "NotTheService: not Ollama: GET /api/version answers 404 instead of 200")]
    [TestCase("302 Found", "", "NotTheService: not Ollama: GET /api/version answers 302 instead of 200")]
    [TestCase("500 Oops", "", "NotTheService: not Ollama: GET /api/version answers 500 instead of 200")]
    [TestCase("401 Unauthorized", "", "Authentication: GET /api/version answers 401: something in front of it asks for a log-in")]
    public async Task Tells_another_HTTP_server(string status, string body, string verdict)
    {
        await using var server = LoopbackServer.Answering(Http(status, body));

        Assert.That(await VerdictAsync(server.Port), Is.EqualTo(verdict));
    }

    [Test]
    public async Task Tells_a_server_that_speaks_no_HTTP()
    {
        await using var server = LoopbackServer.Answering("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray());

        Assert.That(await VerdictAsync(server.Port), Is.EqualTo("NotTheService: what answered does not speak HTTP"));
    }

    [Test]
    public async Task Tells_a_server_that_hangs_up()
    {
        await using var server = LoopbackServer.Start((_, _) => Task.CompletedTask);

        Assert.That(await VerdictAsync(server.Port), Does.StartWith("NotTheService: the connection was "));
    }

    [Test]
    public async Task Tells_an_answer_without_an_end()
    {
        await using var server = LoopbackServer.Start(async (stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), stop);
            while (true)
            {
                await stream.WriteAsync(new byte[8192], stop);
            }
        });

        Assert.That(await VerdictAsync(server.Port), Is.EqualTo("NotTheService: not Ollama: the answer to GET /api/version has no end"));
    }

    [Test]
    public async Task Tells_a_closed_port() =>
        Assert.That(
            await VerdictAsync(LoopbackServer.FreePort()),
            Is.EqualTo("Refused: the machine is there, but nothing listens on the port"));

    [Test]
    public async Task Tells_a_server_that_stays_silent()
    {
        await using var server = LoopbackServer.Silent();

        Assert.That(await VerdictAsync(server.Port, limit: 0.2), Is.EqualTo("TimedOut: no answer within 0.2 s"));
    }

    [Test]
    public async Task Tells_a_name_without_an_address() =>
        Assert.That(await VerdictAsync("http://no-such-host.invalid:11434"), Does.StartWith("NameNotResolved: "));

    [Test]
    [Platform("Linux")] // the kernel refuses to connect to the broadcast address, wherever the test runs
    public async Task Tells_an_address_without_a_way_to_it() =>
        Assert.That(await VerdictAsync("http://255.255.255.255:11434"), Does.StartWith("Unreachable: the machine cannot be reached ("));

    [Test]
    public async Task Tells_TLS_asked_of_a_server_that_has_none()
    {
        await using var server = LoopbackServer.Answering(Http("400 Bad Request", ""));

        Assert.That(await VerdictAsync($"https://127.0.0.1:{server.Port}"), Does.StartWith("Tls: "));
    }

    [Test]
    public async Task Goes_past_any_proxy()
    {
        await using var server = LoopbackServer.Answering(Http("200 OK", """{"version":"0.5.1"}"""));
        using var proxy = new VariableForATest("HTTP_PROXY", $"http://127.0.0.1:{LoopbackServer.FreePort()}");

        Assert.That(await VerdictAsync(server.Port), Is.EqualTo("Answered: Ollama 0.5.1"));
    }

    [Test]
    public async Task Asks_the_machine_that_runs_the_containers_where_containers_would()
    {
        await using var server = LoopbackServer.Start(AnswerAsync, "127.0.0.2");

        Assert.That(
            await VerdictAsync($"http://host.docker.internal:{server.Port}", gateway: "127.0.0.2"),
            Is.EqualTo("Answered: Ollama 0.5.1"));
    }

    [Test]
    public async Task Asks_loopback_where_there_is_no_gateway()
    {
        await using var server = LoopbackServer.Start(AnswerAsync);

        Assert.That(await VerdictAsync($"http://host.docker.internal:{server.Port}"), Is.EqualTo("Answered: Ollama 0.5.1"));
    }

    [Test]
    public async Task Tells_a_server_that_containers_cannot_reach_because_it_listens_on_loopback_only()
    {
        await using var server = LoopbackServer.Start(AnswerAsync);

        Assert.That(
            await VerdictAsync($"http://host.docker.internal:{server.Port}", gateway: "127.0.0.2"),
            Is.EqualTo($"Refused: it listens on 127.0.0.1:{server.Port} of this machine only, where no container reaches it; "
                + "let it listen on 0.0.0.0 or 127.0.0.2"));
    }

    [Test]
    public async Task Says_which_machine_was_asked_for_the_name_that_only_containers_know()
    {
        var closed = LoopbackServer.FreePort();

        Assert.That(
            await VerdictAsync($"http://host.docker.internal:{closed}"),
            Is.EqualTo($"Refused: nothing listens on port {closed} of this machine, asked at 127.0.0.1 for host.docker.internal"));
    }

    [Test]
    public async Task Stops_when_interrupted()
    {
        await using var server = LoopbackServer.Silent();
        using var interruption = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        Assert.That(
            () => new OllamaProbe(new ServiceConnector(null), TimeSpan.FromMinutes(1))
                .ProbeAsync(Parsed($"127.0.0.1:{server.Port}"), interruption.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private static async Task AnswerAsync(Stream stream, CancellationToken stop)
    {
        _ = await stream.ReadAsync(new byte[4096], stop);
        await stream.WriteAsync(Http("200 OK", """{"version":"0.5.1"}"""), stop);
    }

    private static byte[] Http(string status, string body) =>
        Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");

    private static Task<string> VerdictAsync(int port, double limit = 5) => VerdictAsync($"http://127.0.0.1:{port}", limit);

    private static async Task<string> VerdictAsync(string url, double limit = 5, string? gateway = null)
    {
        var connector = new ServiceConnector(gateway is null ? null : IPAddress.Parse(gateway));
        var result = await new OllamaProbe(connector, TimeSpan.FromSeconds(limit)).ProbeAsync(Parsed(url), CancellationToken.None);
        return $"{result.Reason}: {result.Detail}";
    }

    private static OllamaAddress Parsed(string url)
    {
        Assert.That(OllamaAddress.TryParse(url, out var address, out var reason), Is.True, reason);
        return address!;
    }
}
