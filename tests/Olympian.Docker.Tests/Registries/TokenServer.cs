using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Registries;

/// <summary>
/// Gives out the tokens that docker-registry asks for, signed by a key that it trusts: to one user who may read, and to everybody else
/// one that permits nothing.
/// </summary>
internal sealed class TokenServer : IAsyncDisposable
{
    public const string User = "ann";
    public const string Password = "pa55word";

    private const string Issuer = "olympian-test";
    private const string Service = "olympian-registry";

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 certificate;
    private readonly HttpListener listener = new();
    private readonly string address = $"http://127.0.0.1:{FreePort.Next()}/token";
    private readonly Task serving;

    public TokenServer()
    {
        certificate = new CertificateRequest($"CN={Issuer}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        listener.Prefixes.Add($"{address}/");
        listener.Start();
        serving = ServeAsync();
    }

    /// <summary>The certificate of the key.</summary>
    public string CertificatePem => certificate.ExportCertificatePem();

    /// <summary>The registry's configuration for it.</summary>
    public string Authentication(string certificateFile) =>
        $"""
        auth:
          token:
            realm: {address}
            service: {Service}
            issuer: {Issuer}
            rootcertbundle: '{certificateFile}'
        """;

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await serving;
        certificate.Dispose();
        key.Dispose();
    }

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext call;
            try
            {
                call = await listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var presented = call.Request.Headers["Authorization"];
            var isAnn = presented == $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))}";
            call.Response.StatusCode = presented is null || isAnn ? 200 : 401;
            var answer = new JsonObject { ["token"] = Token(call.Request.QueryString["scope"]!, isAnn) }.ToJsonString();
            await call.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
            call.Response.Close();
        }
    }

    // A JSON web token as the distribution project's specification has it.
    private string Token(string scope, bool isGranted)
    {
        var parts = scope.Split(':');
        var header = new JsonObject
        {
            ["typ"] = "JWT",
            ["alg"] = "ES256",
            ["x5c"] = new JsonArray(Convert.ToBase64String(certificate.RawData)),
        };
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Service,
            ["sub"] = "",
            ["exp"] = DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds(),
            ["nbf"] = DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeSeconds(),
            ["iat"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString(),
            ["access"] = isGranted
                ? new JsonArray(new JsonObject { ["type"] = parts[0], ["name"] = parts[1], ["actions"] = new JsonArray("pull") })
                : [],
        };
        var text = $"{Encoded(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Encoded(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{text}.{Encoded(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
    }

    private static string Encoded(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
