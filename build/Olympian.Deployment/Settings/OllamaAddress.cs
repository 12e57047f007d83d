using System.Diagnostics.CodeAnalysis;

namespace Olympian.Deployment.Settings;

/// <summary>Where Ollama answers, in the one form that is stored: <c>http://host:port</c>.</summary>
/// <remarks>
/// Without a port, <c>http</c> and a bare host mean 11434, Ollama's own port; <c>https</c> means 443, because Ollama itself
/// speaks no TLS and what does stands in front of it, on the standard port.
/// </remarks>
public sealed record OllamaAddress
{
    /// <summary>The port Ollama listens on unless told otherwise.</summary>
    public const int DefaultPort = 11434;

    private OllamaAddress(string scheme, HostEndpoint endpoint) => (Scheme, Endpoint) = (scheme, endpoint);

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string Scheme { get; }

    public HostEndpoint Endpoint { get; }

    /// <summary>The same Ollama as a container must call it: an address of this machine becomes <c>host.docker.internal</c>.</summary>
    public OllamaAddress ForContainers() => Endpoint.IsLoopback ? new(Scheme, Endpoint.OnDockerHost()) : this;

    /// <summary>Reads an address as people type it: a URL, or a host with or without a port.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out OllamaAddress? address,
        [NotNullWhen(false)] out string? reason)
    {
        address = null;
        if (text.Length == 0)
        {
            return Refuse("it is empty", out reason);
        }

        var (scheme, rest) = ("http", text);
        var mark = text.IndexOf("://", StringComparison.Ordinal);
        if (mark >= 0)
        {
            (scheme, rest) = (text[..mark].ToLowerInvariant(), text[(mark + 3)..]);
            if (scheme is not "http" and not "https")
            {
                return Refuse($"the scheme '{text[..mark]}' is neither http nor https", out reason);
            }
        }
        else if (text.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            return Refuse($"after '{text[..(text.IndexOf(':', StringComparison.Ordinal) + 1)]}' two slashes must follow", out reason);
        }

        if (rest.Contains('@', StringComparison.Ordinal))
        {
            return Refuse("it contains '@': a user or password in the address would be stored and shown, and Ollama has neither", out reason);
        }

        var end = rest.IndexOfAny(['/', '?', '#']);
        if (end >= 0 && rest[end..] != "/")
        {
            return Refuse($"'{rest[end..]}' must go: the application adds its own paths to the address", out reason);
        }

        if (!HostEndpoint.TryParse(
            end < 0 ? rest : rest[..end], scheme == "https" ? 443 : DefaultPort, out var endpoint, out reason))
        {
            return false;
        }

        address = new OllamaAddress(scheme, endpoint);
        return true;
    }

    /// <summary>The stored form.</summary>
    public override string ToString() => $"{Scheme}://{Endpoint}";

    private static bool Refuse(string why, [NotNullWhen(false)] out string? reason)
    {
        reason = why;
        return false;
    }
}
