using System.Text;
using Olympian.Build.Adapters;
using Olympian.Build.Options;
using Olympian.Build.Tests.Probes;
using Olympian.Build.Tests.Releases;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Adapters;

public sealed class BuildInfoClientTests
{
    private const string Good =
        """{"buildDate":"2026-11-22T14:01:02Z","gitCommit":"9f3c2a1","sourceHash":"0cc1","cacheBust":"x.y.z","more":[1]}""";

    private readonly EngineEndpoint engine = new(
        new CliDouble(),
        new Surroundings("/checkout", "/checkout", new Dictionary<string, string> { ["DOCKER_HOST"] = "unix:///var/run/docker.sock" }));

    private static TestCaseData[] NoAnswers =>
    [
        NoAnswer("an error", Http("503 Service Unavailable", Good)),
        NoAnswer("a redirect", Http("302 Found\r\nLocation: /elsewhere", "")),
        NoAnswer("a page", Http("200 OK", "<html>Welcome to nginx!</html>")),
        NoAnswer("an array", Http("200 OK", "[]")),
        NoAnswer("a text", Http("200 OK", "\"9f3c2a1\"")),
        NoAnswer("nothing", Http("200 OK", "")),
        NoAnswer("half an answer", Http("200 OK", Good)[..^10]),
        NoAnswer("no HTTP", Encoding.ASCII.GetBytes("220 mail.example ESMTP\r\n")),
        NoAnswer("a line cut off", []),
        NoAnswer("an unknown character set", Http("200 OK\r\nContent-Type: application/json; charset=klingon", Good)),
        NoAnswer("more than it reads", Http("200 OK", $"{{\"buildDate\":\"{new string('x', 64 * 1024)}\"}}")),
    ];

    [Test]
    public async Task Reads_which_build_answers()
    {
        await using var server = LoopbackServer.Answering(Http("200 OK", Good));

        Assert.That(await AskAsync(server.Port), Is.EqualTo(new BuildInfo("2026-11-22T14:01:02Z", "9f3c2a1", "0cc1", "x.y.z")));
    }

    [Test]
    public async Task Asks_for_the_path_on_the_published_port()
    {
        var asked = "";
        await using var server = LoopbackServer.Start(async (stream, stop) =>
        {
            var bytes = new byte[4096];
            asked = Encoding.ASCII.GetString(bytes, 0, await stream.ReadAsync(bytes, stop));
            await stream.WriteAsync(Http("200 OK", Good), stop);
        });

        await AskAsync(server.Port);

        Assert.That(asked, Does.StartWith("GET /api/build-info HTTP/1.1\r\n").And.Contain($"Host: 127.0.0.1:{server.Port}\r\n"));
    }

    [TestCase("{}")]
    [TestCase("""{"buildDate":null,"gitCommit":7,"sourceHash":["0cc1"],"CACHEBUST":"x"}""")]
    public async Task Takes_nothing_else_for_a_value(string answer)
    {
        await using var server = LoopbackServer.Answering(Http("200 OK", answer));

        Assert.That(await AskAsync(server.Port), Is.EqualTo(new BuildInfo(null, null, null, null)));
    }

    [TestCaseSource(nameof(NoAnswers))]
    public async Task Takes_for_no_answer(byte[] bytes)
    {
        await using var server = LoopbackServer.Answering(bytes);

        Assert.That(await AskAsync(server.Port), Is.Null);
    }

    [Test]
    public async Task Has_no_answer_where_nothing_listens() => Assert.That(await AskAsync(LoopbackServer.FreePort()), Is.Null);

    [Test]
    public async Task Waits_five_seconds_for_an_answer()
    {
        await using var server = LoopbackServer.Silent();
        var asked = AskAsync(server.Port);

        Assert.That(await asked.WaitAsync(TimeSpan.FromSeconds(30)), Is.Null);
    }

    [Test]
    public async Task Ends_at_once_when_it_is_interrupted()
    {
        await using var server = LoopbackServer.Silent();
        using var interruption = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var port = server.Port;

        Assert.That(() => AskAsync(port, interruption.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private async Task<BuildInfo?> AskAsync(int port, CancellationToken cancellation = default)
    {
        using var client = new BuildInfoClient(engine);
        return await client.AskAsync(new("127.0.0.1", port, 80, "tcp"), "/api/build-info", cancellation);
    }

    private static byte[] Http(string status, string body) => Encoding.UTF8.GetBytes(
        $"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");

    private static TestCaseData NoAnswer(string what, byte[] bytes) => new TestCaseData(bytes).SetArgDisplayNames(what);
}
