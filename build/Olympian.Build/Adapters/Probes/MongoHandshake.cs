using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Olympian.Deployment.Settings;
using Olympian.Deployment.Settings.Probes;

namespace Olympian.Build.Adapters.Probes;

/// <summary>What a driver does first on a new connection, and nothing after it.</summary>
/// <remarks>
/// Written by hand because MongoDB.Driver cannot be restored everywhere this build runs (docs/decisions/0003). Mechanisms other
/// than SCRAM are not tried, and the answer says so.
/// </remarks>
internal sealed class MongoHandshake(MongoConnection connection, MongoSeeds seeds)
{
    private const string Sha256 = "SCRAM-SHA-256";
    private const string Sha1 = "SCRAM-SHA-1";
    private const int CommandNotFound = 59;

    private string? uncheckedCertificate;
    private string? rejected;

    private string AuthSource =>
        connection.AuthSourceOption ?? seeds.Options.GetValueOrDefault("authSource") ?? connection.Database ?? "admin";

    /// <summary>The detail of a good answer.</summary>
    public async Task<string> RunAsync(HostEndpoint host, Stream tcp, CancellationToken cancellationToken)
    {
        if (!connection.UsesTls)
        {
            return await GreetAsync(new MongoWire(tcp), cancellationToken);
        }

        await using var tls = new SslStream(tcp, leaveInnerStreamOpen: true);
        await SecureAsync(tls, host, cancellationToken);
        return await GreetAsync(new MongoWire(tls), cancellationToken);
    }

    private async Task SecureAsync(SslStream tls, HostEndpoint host, CancellationToken cancellationToken)
    {
        var authority = connection.Option("tlsCAFile") ?? connection.Option("sslCAFile");
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host.Host,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, _, _, errors) => IsAcceptable(errors, authority),
        };
        if (authority is not null && File.Exists(authority))
        {
            options.CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(authority);
        }

        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new ProbeFailedException(
                ProbeReason.Tls, "the connection was closed during the TLS handshake; a server without TLS does that", exception);
        }
        catch (CryptographicException exception)
        {
            throw new ProbeFailedException(ProbeReason.Tls, "the certificate authorities in tlsCAFile cannot be read", exception);
        }
        catch (AuthenticationException exception) when (rejected is not null)
        {
            throw new ProbeFailedException(ProbeReason.Tls, $"the server's certificate does not hold: {rejected}", exception);
        }
    }

    private bool IsAcceptable(SslPolicyErrors errors, string? authority)
    {
        if (connection.AcceptsAnyCertificate)
        {
            return true;
        }

        if (connection.AcceptsAnyCertificateName)
        {
            errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
        }

        if (authority is not null && !File.Exists(authority))
        {
            // The path is the container's. What cannot be checked from here is said, not failed.
            errors &= ~SslPolicyErrors.RemoteCertificateChainErrors;
            uncheckedCertificate = $"; its certificate was not checked, because {authority} is not on this machine";
        }

        rejected = errors switch
        {
            SslPolicyErrors.None => null,
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => "it is for another name",
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "there is none",
            _ => "no authority this machine trusts vouches for it, or it is out of date",
        };
        return rejected is null;
    }

    private async Task<string> GreetAsync(MongoWire wire, CancellationToken cancellationToken)
    {
        var hello = await HelloAsync(wire, cancellationToken);
        CheckReplicaSet(hello);
        var role = hello switch
        {
            _ when IsTrue(hello, "isWritablePrimary") || IsTrue(hello, "ismaster") => hello.ContainsKey("setName") ? "primary" : "standalone",
            _ when IsTrue(hello, "secondary") => "secondary",
            _ when IsTrue(hello, "arbiterOnly") => "arbiter",
            _ => "not ready",
        };
        var login = role == "arbiter" ? "" : await LogInAsync(wire, hello, cancellationToken);
        var set = hello.GetValueOrDefault("setName") is string name ? $" of {name}" : "";
        return $"MongoDB, {role}{set}, wire version {hello.GetValueOrDefault("maxWireVersion") ?? "unknown"}{login}{uncheckedCertificate}";
    }

    private async Task<IReadOnlyDictionary<string, object?>> HelloAsync(MongoWire wire, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, object>> rest = [new("helloOk", true)];
        if (connection.User is not null)
        {
            rest.Add(new("saslSupportedMechs", $"{AuthSource}.{connection.User}"));
        }

        var hello = await wire.RunAsync("admin", [new("hello", 1), .. rest], cancellationToken);
        if (!IsOk(hello) && hello.GetValueOrDefault("code") is CommandNotFound)
        {
            // Before 4.4.2, and in some servers that only resemble MongoDB.
            hello = await wire.RunAsync("admin", [new("isMaster", 1), .. rest], cancellationToken);
        }

        return IsOk(hello) && (hello.ContainsKey("isWritablePrimary") || hello.ContainsKey("ismaster"))
            ? hello
            : throw new InvalidDataException($"not a usable MongoDB: hello answers '{Message(hello)}'");
    }

    private void CheckReplicaSet(IReadOnlyDictionary<string, object?> hello)
    {
        var wanted = connection.ReplicaSet ?? seeds.Options.GetValueOrDefault("replicaSet");
        var found = hello.GetValueOrDefault("setName") as string;
        if (wanted is not null && found != wanted)
        {
            throw new ProbeFailedException(
                ProbeReason.ReplicaSet,
                found is null
                    ? $"it belongs to no replica set, the URI says replicaSet={wanted}"
                    : $"it belongs to the replica set '{found}', the URI says replicaSet={wanted}");
        }
    }

    private async Task<string> LogInAsync(
        MongoWire wire, IReadOnlyDictionary<string, object?> hello, CancellationToken cancellationToken)
    {
        var mechanism = connection.AuthMechanism?.ToUpperInvariant() switch
        {
            null or "DEFAULT" when connection.User is null => null,
            null or "DEFAULT" => Negotiated(hello),
            var named => named,
        };
        switch (mechanism)
        {
            case null:
                return "";
            case Sha256 or Sha1 when connection is { User: { } user, Password: { } password }:
                await ScramAsync(wire, mechanism, user, password, cancellationToken);
                return $", logged in as {user} ({mechanism})";
            default:
                return $"; the log-in by {mechanism} was not tried from here";
        }
    }

    private static string Negotiated(IReadOnlyDictionary<string, object?> hello) =>
        hello.GetValueOrDefault("saslSupportedMechs") is object?[] offered && offered.Contains(Sha256) ? Sha256 : Sha1;

    private async Task ScramAsync(MongoWire wire, string mechanism, string user, Secret password, CancellationToken cancellationToken)
    {
        var conversation = new ScramConversation(
            mechanism == Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1,
            user,
            mechanism == Sha256 ? password : ScramConversation.MongoDigest(user, password),
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)));

        IReadOnlyList<KeyValuePair<string, object>> skipEmpty = [new("skipEmptyExchange", true)];
        var first = await SaslAsync(
            wire,
            [
                new("saslStart", 1),
                new("mechanism", mechanism),
                new("payload", Encoding.UTF8.GetBytes(conversation.FirstMessage)),
                new("autoAuthorize", 1),
                new("options", skipEmpty),
            ],
            cancellationToken);
        if (first.GetValueOrDefault("conversationId") is not int id)
        {
            throw new InvalidDataException("not a usable MongoDB: its log-in has no conversation");
        }

        var final = await SaslAsync(
            wire, Continue(id, Encoding.UTF8.GetBytes(conversation.Answer(Payload(first)))), cancellationToken);
        conversation.Verify(Payload(final));

        if (!IsTrue(final, "done"))
        {
            var end = await SaslAsync(wire, Continue(id, []), cancellationToken);
            if (!IsTrue(end, "done"))
            {
                throw new ProbeFailedException(ProbeReason.Authentication, "the server does not finish the log-in");
            }
        }
    }

    private static IReadOnlyList<KeyValuePair<string, object>> Continue(int conversation, byte[] payload) =>
        [new("saslContinue", 1), new("conversationId", conversation), new("payload", payload)];

    private async Task<IReadOnlyDictionary<string, object?>> SaslAsync(
        MongoWire wire, IReadOnlyList<KeyValuePair<string, object>> command, CancellationToken cancellationToken)
    {
        var answer = await wire.RunAsync(AuthSource, command, cancellationToken);
        if (IsOk(answer))
        {
            return answer;
        }

        var unprepared = connection.Password!.Reveal().All(char.IsAscii)
            ? ""
            : "; the password has characters outside ASCII, which this check sends as typed (--skip-probes if you know it is right)";
        throw new ProbeFailedException(
            ProbeReason.Authentication,
            $"the log-in of '{connection.User}' against the database '{AuthSource}' was refused: {Message(answer)}{unprepared}");
    }

    private static string Payload(IReadOnlyDictionary<string, object?> answer) =>
        answer.GetValueOrDefault("payload") is byte[] payload
            ? Encoding.UTF8.GetString(payload)
            : throw new InvalidDataException("not a usable MongoDB: its log-in has no payload");

    private static bool IsOk(IReadOnlyDictionary<string, object?> answer) =>
        answer.GetValueOrDefault("ok") is 1.0 or 1 or 1L or true;

    private static bool IsTrue(IReadOnlyDictionary<string, object?> answer, string name) => answer.GetValueOrDefault(name) is true;

    // The server's own words, made safe for a terminal. They hold no password: it was never sent.
    private static string Message(IReadOnlyDictionary<string, object?> answer)
    {
        var text = answer.GetValueOrDefault("errmsg") as string ?? "no message";
        return new string([.. text.Where(character => !char.IsControl(character)).Take(200)]).TrimEnd('.');
    }
}
