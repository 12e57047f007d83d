using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Olympian.Deployment.Settings;
using Olympian.Deployment.Settings.Probes;

namespace Olympian.Build.Adapters.Probes;

/// <summary>The client's side of SCRAM (RFC 5802, RFC 7677): proves the password without sending it, and has the server prove the same.</summary>
/// <remarks>
/// RFC 7677 asks for SASLprep of the password. .NET has none, and its normalisation is off with InvariantGlobalization; so a
/// password outside ASCII is taken as it is typed, which is right whenever it is in normal form already. The caller says so
/// when such a log-in fails.
/// </remarks>
public sealed class ScramConversation
{
    // Fewer is against RFC 7677 and lets a false server have the password guessed cheaply; more would only burn this machine's time.
    private const int FewestIterations = 4096;
    private const int MostIterations = 1_000_000;

    private readonly HashAlgorithmName hash;
    private readonly Secret password;
    private readonly string nonce;
    private readonly string firstBare;
    private byte[]? expectedSignature;

    /// <param name="hash">SHA-1 or SHA-256.</param>
    /// <param name="user">As it is.</param>
    /// <param name="password">As the mechanism wants it: for MongoDB's SCRAM-SHA-1 its digest.</param>
    /// <param name="nonce">Unpredictable, printable, without a comma.</param>
    public ScramConversation(HashAlgorithmName hash, string user, Secret password, string nonce)
    {
        (this.hash, this.password, this.nonce) = (hash, password, nonce);
        var name = user.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);
        firstBare = $"n={name},r={nonce}";
    }

    public string FirstMessage => $"n,,{firstBare}";

    /// <summary>What MongoDB's SCRAM-SHA-1 takes for the password, from times before SCRAM.</summary>
    public static Secret MongoDigest(string user, Secret password) =>
#pragma warning disable CA5351 // MD5 is what MongoDB defines here; the strength is SCRAM's.
        new(Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes($"{user}:mongo:{password.Reveal()}"))));
#pragma warning restore CA5351

    /// <exception cref="ProbeFailedException">The server's message does not belong to this conversation.</exception>
    public string Answer(string serverFirst)
    {
        var fields = Fields(serverFirst);
        if (fields.GetValueOrDefault('r') is not { } joined || !joined.StartsWith(nonce, StringComparison.Ordinal) || joined.Length == nonce.Length)
        {
            throw Unproven("its first message does not take up ours");
        }

        if (!int.TryParse(fields.GetValueOrDefault('i'), NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < FewestIterations or > MostIterations)
        {
            throw Unproven($"its iteration count is not between {FewestIterations} and {MostIterations}");
        }

        if (!TryBase64(fields.GetValueOrDefault('s'), out var salt))
        {
            throw Unproven("its salt is not base64");
        }

        var length = hash == HashAlgorithmName.SHA1 ? SHA1.HashSizeInBytes : SHA256.HashSizeInBytes;
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password.Reveal()), salt, iterations, hash, length);
        var clientKey = Hmac(salted, "Client Key");
        var withoutProof = $"c=biws,r={joined}";
        var messages = $"{firstBare},{serverFirst},{withoutProof}";
        var signature = Hmac(CryptographicOperations.HashData(hash, clientKey), messages);
        var proof = clientKey.Zip(signature, (left, right) => (byte)(left ^ right)).ToArray();

        expectedSignature = Hmac(Hmac(salted, "Server Key"), messages);
        return $"{withoutProof},p={Convert.ToBase64String(proof)}";
    }

    /// <exception cref="ProbeFailedException">The server does not know the password.</exception>
    public void Verify(string serverFinal)
    {
        if (expectedSignature is null
            || !TryBase64(Fields(serverFinal).GetValueOrDefault('v'), out var signature)
            || !CryptographicOperations.FixedTimeEquals(signature, expectedSignature))
        {
            throw Unproven("its signature is wrong");
        }
    }

    private static Dictionary<char, string> Fields(string message)
    {
        var fields = new Dictionary<char, string>();
        foreach (var field in message.Split(',').Where(field => field.Length >= 2 && field[1] == '='))
        {
            fields.TryAdd(field[0], field[2..]);
        }

        return fields;
    }

    private static bool TryBase64(string? text, out byte[] bytes)
    {
        bytes = new byte[text?.Length ?? 0];
        if (text is not { Length: > 0 } || !Convert.TryFromBase64String(text, bytes, out var length))
        {
            return false;
        }

        bytes = bytes[..length];
        return true;
    }

    private byte[] Hmac(byte[] key, string message) => CryptographicOperations.HmacData(hash, key, Encoding.UTF8.GetBytes(message));

    private static ProbeFailedException Unproven(string why) =>
        new(ProbeReason.Authentication, $"the server did not prove that it knows the password: {why}");
}
