using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Olympian.Build.Tests.Probes;

namespace Olympian.Build.Tests.Registries;

/// <summary>An HTTP server in this process that answers as told and writes down what it was asked.</summary>
internal sealed class HttpDouble : IAsyncDisposable
{
    private readonly List<HttpQuestion> questions = [];
    private readonly Func<HttpQuestion, HttpAnswer> answer;
    private readonly X509Certificate2? certificate;
    private readonly LoopbackServer server;
    private int handshakes;

    private HttpDouble(Func<HttpQuestion, HttpAnswer> answer, X509Certificate2? certificate, string address)
    {
        this.answer = answer;
        this.certificate = certificate;
        Host = address;
        server = LoopbackServer.Start(ServeAsync, address);
    }

    public string Host { get; }

    public int Port => server.Port;

    /// <summary>Host and port.</summary>
    public string Name => $"{Host}:{Port}";

    /// <summary>How often somebody wanted TLS, had or not.</summary>
    public int Handshakes => handshakes;

    /// <summary>What was asked so far.</summary>
    public IReadOnlyList<HttpQuestion> Questions
    {
        get
        {
            lock (questions)
            {
                return [.. questions];
            }
        }
    }

    public static HttpDouble Start(
        Func<HttpQuestion, HttpAnswer> answer, X509Certificate2? certificate = null, string address = "127.0.0.1") =>
        new(answer, certificate, address);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task ServeAsync(Stream connection, CancellationToken stop)
    {
        if (certificate is not null)
        {
            Interlocked.Increment(ref handshakes);
            await using var tls = new SslStream(connection);
            try
            {
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop);
            }
            catch (AuthenticationException)
            {
                return; // the client did not like the certificate
            }

            await TalkAsync(tls, stop);
        }
        else
        {
            await TalkAsync(connection, stop);
        }
    }

    private async Task TalkAsync(Stream connection, CancellationToken stop)
    {
        while (await ReadAsync(connection, stop) is { } question)
        {
            lock (questions)
            {
                questions.Add(question);
            }

            var reply = answer(question);
            string[] head = [$"HTTP/1.1 {reply.Status} As told", $"Content-Length: {reply.Body.Length}", .. reply.Headers, "", ""];
            await connection.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", head)), stop);
            if (question.Method != "HEAD")
            {
                await connection.WriteAsync(reply.Body.AsMemory(0, reply.Sent ?? reply.Body.Length), stop);
            }

            if (reply.Hangs)
            {
                await Task.Delay(Timeout.Infinite, stop);
            }

            if (reply.Sent is not null)
            {
                return;
            }
        }
    }

    private async Task<HttpQuestion?> ReadAsync(Stream connection, CancellationToken stop)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!Ends(head, "\r\n\r\n"u8))
        {
            if (await connection.ReadAsync(one, stop) == 0)
            {
                return null;
            }

            head.Add(one[0]);
            if (head.Count == 1 && one[0] == 0x16)
            {
                // Who wants TLS of a server that has none gets, as from Go's, an answer that is no TLS.
                Interlocked.Increment(ref handshakes);
                await connection.WriteAsync("HTTP/1.0 400 Bad Request\r\n\r\n"u8.ToArray(), stop);
                return null;
            }
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var request = lines[0].Split(' ');
        var headers = lines[1..].Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1]);
        var body = new byte[int.Parse(headers.GetValueOrDefault("content-length", "0"), CultureInfo.InvariantCulture)];
        await connection.ReadExactlyAsync(body, stop);
        return new(request[0], request[1], headers, Encoding.UTF8.GetString(body));
    }

    private static bool Ends(List<byte> bytes, ReadOnlySpan<byte> with) =>
        bytes.Count >= with.Length && System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes)[^with.Length..].SequenceEqual(with);
}
