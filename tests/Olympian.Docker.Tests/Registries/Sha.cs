using System.Security.Cryptography;

namespace Olympian.Docker.Tests.Registries;

/// <summary>Digests as registries write them.</summary>
internal static class Sha
{
    public static string Of(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
}
