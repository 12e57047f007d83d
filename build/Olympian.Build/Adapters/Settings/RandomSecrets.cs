using System.Security.Cryptography;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Adapters.Settings;

/// <summary>Secrets from the operating system's random source.</summary>
public sealed class RandomSecrets : ISecretSource
{
    /// <inheritdoc />
    public Secret Generate() => new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
}
