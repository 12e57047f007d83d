using System.Buffers.Binary;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Olympian.Build.Adapters.Probes;

namespace Olympian.Build.Tests.Probes;

/// <summary>A MongoDB as far as a handshake sees one: answers hello, isMaster, saslStart and saslContinue as a mongod does.</summary>
/// <remarks>Written from the wire protocol's documentation; never compared with a real mongod, of which there is none here.</remarks>
internal sealed class MongoDouble
{
    private const string Salt = "W22ZaJ0SNY7soEsUEjb6gQ==";
    private const int Iterations = 4096;

    public string? SetName { get; init; }

    public string? User { get; init; }

    public string Password { get; init; } = "";

    public string AuthSource { get; init; } = "admin";

    public IReadOnlyList<string> Mechanisms { get; init; } = ["SCRAM-SHA-1", "SCRAM-SHA-256"];

    /// <summary>Says goodbye with a signature of its own making, as an impostor must.</summary>
    public bool IsImpostor { get; init; }

    /// <summary>Ends the log-in with one more empty round, as servers before 4.4 do.</summary>
    public bool EndsSlowly { get; init; }

    /// <summary>Knows only isMaster.</summary>
    public bool IsOld { get; init; }

    public X509Certificate2? Certificate { get; init; }

    public List<string> Commands { get; } = [];

    public LoopbackServer Start(string address = "127.0.0.1") => LoopbackServer.Start(ServeAsync, address);

    private static List<KeyValuePair<string, object>> Ok(params KeyValuePair<string, object>[] fields) => [.. fields, new("ok", 1)];

    private static List<KeyValuePair<string, object>> Error(int code, string message) =>
        [new("ok", 0), new("errmsg", message), new("code", code)];

    private async Task ServeAsync(Stream tcp, CancellationToken stop)
    {
        if (Certificate is null)
        {
            await TalkAsync(tcp, stop);
            return;
        }

        await using var tls = new SslStream(tcp);
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, stop);
        }
        catch (System.Security.Authentication.AuthenticationException)
        {
            return; // the client did not want this certificate, or no TLS at all
        }

        await TalkAsync(tls, stop);
    }

    private async Task TalkAsync(Stream stream, CancellationToken stop)
    {
        var login = new Login(this);
        while (true)
        {
            var header = new byte[16];
            await stream.ReadExactlyAsync(header, stop);
            var body = new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - 16];
            await stream.ReadExactlyAsync(body, stop);
            var command = Bson.Read(body.AsSpan(5));
            Commands.Add(command.Keys.First());

            var document = Bson.Write(Answer(command, login));
            var message = new byte[21 + document.Length];
            BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
            BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), 4711);
            header.AsSpan(4, 4).CopyTo(message.AsSpan(8));
            BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), 2013);
            document.CopyTo(message.AsSpan(21));
            await stream.WriteAsync(message, stop);
        }
    }

    private List<KeyValuePair<string, object>> Answer(IReadOnlyDictionary<string, object?> command, Login login) => command.Keys.First() switch
    {
        "hello" when IsOld => Error(59, "no such command: 'hello'"),
        "hello" or "isMaster" => Hello(command),
        "saslStart" when (string)command["$db"]! != AuthSource => Error(18, "Authentication failed."),
        "saslStart" => login.Start((string)command["mechanism"]!, Encoding.UTF8.GetString((byte[])command["payload"]!)),
        "saslContinue" => login.Continue(Encoding.UTF8.GetString((byte[])command["payload"]!)),
        var name => Error(59, $"no such command: '{name}'"),
    };

    private List<KeyValuePair<string, object>> Hello(IReadOnlyDictionary<string, object?> command)
    {
        var answer = Ok(new(IsOld ? "ismaster" : "isWritablePrimary", true), new("maxWireVersion", IsOld ? 6 : 21));
        if (SetName is not null)
        {
            answer.Insert(0, new("setName", SetName));
        }

        if (command.GetValueOrDefault("saslSupportedMechs") as string == $"{AuthSource}.{User}")
        {
            answer.Insert(0, new("saslSupportedMechs", Mechanisms.ToArray()));
        }

        return answer;
    }

    private sealed class Login(MongoDouble server)
    {
        private string mechanism = "";
        private string clientFirstBare = "";
        private string serverFirst = "";
        private bool isProven;

        private HashAlgorithmName Hash => mechanism == "SCRAM-SHA-1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;

        private string Credential => mechanism == "SCRAM-SHA-1"
            ? Convert.ToHexStringLower(Md5($"{server.User}:mongo:{server.Password}"))
            : server.Password;

        public List<KeyValuePair<string, object>> Start(string name, string payload)
        {
            if (!server.Mechanisms.Contains(name) || !payload.StartsWith($"n,,n={server.User},r=", StringComparison.Ordinal))
            {
                return Error(18, "Authentication failed.");
            }

            mechanism = name;
            clientFirstBare = payload[3..];
            serverFirst = $"r={payload[(payload.IndexOf(",r=", StringComparison.Ordinal) + 3)..]}serverpart,s={Salt},i={Iterations}";
            return Ok(new("conversationId", 1), new("done", false), new("payload", Encoding.UTF8.GetBytes(serverFirst)));
        }

        public List<KeyValuePair<string, object>> Continue(string payload)
        {
            if (isProven)
            {
                return Ok(new("conversationId", 1), new("done", true), new("payload", Array.Empty<byte>()));
            }

            var split = payload.LastIndexOf(",p=", StringComparison.Ordinal);
            var messages = $"{clientFirstBare},{serverFirst},{payload[..split]}";
            var length = Hash == HashAlgorithmName.SHA1 ? 20 : 32;
            var salted = Rfc2898DeriveBytes.Pbkdf2(Credential, Convert.FromBase64String(Salt), Iterations, Hash, length);

            // The server's way round: out of the proof comes the client's key, whose hash is what a server keeps.
            var storedKey = CryptographicOperations.HashData(Hash, Hmac(salted, "Client Key"));
            var signature = Hmac(storedKey, messages);
            var clientKey = Convert.FromBase64String(payload[(split + 3)..]).Zip(signature, (left, right) => (byte)(left ^ right)).ToArray();
            if (!CryptographicOperations.HashData(Hash, clientKey).SequenceEqual(storedKey))
            {
                return Error(18, "Authentication failed.");
            }

            isProven = true;
            var proof = server.IsImpostor ? new byte[length] : Hmac(Hmac(salted, "Server Key"), messages);
            return Ok(
                new("conversationId", 1),
                new("done", !server.EndsSlowly),
                new("payload", Encoding.UTF8.GetBytes($"v={Convert.ToBase64String(proof)}")));
        }

        private byte[] Hmac(byte[] key, string text) => CryptographicOperations.HmacData(Hash, key, Encoding.UTF8.GetBytes(text));

#pragma warning disable CA5351 // MongoDB's SCRAM-SHA-1 is defined on it.
        private static byte[] Md5(string text) => MD5.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5351
    }
}
