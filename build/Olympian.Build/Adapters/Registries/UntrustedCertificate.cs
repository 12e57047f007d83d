using System.Net.Security;

namespace Olympian.Build.Adapters.Registries;

/// <summary>A server's certificate is not valid, or not for it, or nobody here vouches for it. Never leaves this room.</summary>
internal sealed class UntrustedCertificate(SslPolicyErrors errors) : Exception($"its certificate is not trusted here ({errors})");
