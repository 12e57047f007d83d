using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Olympian.Deployment.Settings;

/// <summary>A host and a port that can exist: an IPv4 or IPv6 address, or a host name whose labels are legal.</summary>
/// <remarks>
/// A name whose last label is a number (<c>300.1.1.1</c>, <c>1.2.3</c>, <c>ollama.42</c>, <c>0x7f.1</c>) is read as an IPv4
/// address and refused unless it is one in four plain decimal parts, because that is how URL parsers read it
/// (https://url.spec.whatwg.org/#ends-in-a-number-checker): the page, Node and curl would otherwise call different machines.
/// Names outside ASCII are stored in their ASCII form (IDNA), the only one that every resolver understands.
/// </remarks>
public sealed record HostEndpoint
{
    /// <summary>The name under which a container reaches the machine it runs on; compose.yml maps it to <c>host-gateway</c>.</summary>
    public const string DockerHost = "host.docker.internal";

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = false, AllowUnassigned = false };

    private HostEndpoint(string host, int port) => (Host, Port) = (host, port);

    /// <summary>Lower case, ASCII; an IPv6 address without brackets, in its short form.</summary>
    public string Host { get; }

    public int Port { get; }

    /// <summary>The host as it stands in a URL: an IPv6 address in brackets.</summary>
    public string UrlHost => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;

    /// <summary>
    /// The machine itself: <c>localhost</c>, the loopback networks, and the "any" addresses that servers bind to. Inside a
    /// container each of them means the container.
    /// </summary>
    public bool IsLoopback =>
        Host == "localhost" || Host.EndsWith(".localhost", StringComparison.Ordinal)
        || (IPAddress.TryParse(Host, out var address)
            && (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
                || (address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address.MapToIPv4()))));

    /// <summary>The same port on the machine that runs the containers, as a container must call it.</summary>
    public HostEndpoint OnDockerHost() => new(DockerHost, Port);

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[IPv6]</c>, <c>[IPv6]:port</c> or a bare IPv6 address.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="defaultPort">The port where none is typed.</param>
    /// <param name="endpoint">The result.</param>
    /// <param name="reason">Why it was refused.</param>
    /// <param name="quote">False where the text may hold a piece of a password: the reason then repeats none of it.</param>
    public static bool TryParse(
        string text,
        int defaultPort,
        [NotNullWhen(true)] out HostEndpoint? endpoint,
        [NotNullWhen(false)] out string? reason,
        bool quote = true)
    {
        endpoint = null;
        string host;
        string? port = null;

        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0)
            {
                return Refuse("the bracket '[' of an IPv6 address is not closed", out reason);
            }

            host = text[1..end];
            if (text.Length > end + 1)
            {
                if (text[end + 1] != ':')
                {
                    return Refuse("after ']' only ':' and a port may follow", out reason);
                }

                port = text[(end + 2)..];
            }

            if (!TryIPv6(host, quote, out host, out reason))
            {
                return false;
            }
        }
        else if (text.Count(character => character == ':') > 1)
        {
            if (!TryIPv6(text, quote, out host, out reason))
            {
                return false;
            }
        }
        else
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            host = colon < 0 ? text : text[..colon];
            port = colon < 0 ? null : text[(colon + 1)..];
            if (!TryHost(host, quote, out host, out reason))
            {
                return false;
            }
        }

        var number = defaultPort;
        if (port is not null && !TryPort(port, quote, out number, out reason))
        {
            return false;
        }

        endpoint = new HostEndpoint(host, number);
        reason = null;
        return true;
    }

    /// <summary>Reads a port: digits, 1 to 65535.</summary>
    public static bool TryPort(string text, bool quote, out int port, [NotNullWhen(false)] out string? reason)
    {
        port = 0;
        if (text.Length == 0)
        {
            return Refuse("a port must follow the ':'", out reason);
        }

        if (!text.All(char.IsAsciiDigit))
        {
            return Refuse($"the port{Shown(text, quote)} is not a number", out reason);
        }

        if (text.Length > 5 || (port = int.Parse(text, CultureInfo.InvariantCulture)) is < 1 or > 65535)
        {
            return Refuse($"the port{Shown(text, quote)} is outside 1 to 65535", out reason);
        }

        reason = null;
        return true;
    }

    /// <summary><c>host:port</c>, IPv6 in brackets.</summary>
    public override string ToString() => $"{UrlHost}:{Port.ToString(CultureInfo.InvariantCulture)}";

    private static bool TryHost(string text, bool quote, out string host, [NotNullWhen(false)] out string? reason)
    {
        host = text;
        if (text.Length == 0)
        {
            return Refuse("the host is missing", out reason);
        }

        var odd = text.FirstOrDefault(character => char.IsWhiteSpace(character) || char.IsControl(character));
        if (odd != default)
        {
            return Refuse(
                odd == ' ' ? "the host contains a space" : $"the host contains the control or blank character U+{(int)odd:X4}",
                out reason);
        }

        if (!text.All(char.IsAscii))
        {
            try
            {
                host = Idn.GetAscii(text);
            }
            catch (ArgumentException)
            {
                return Refuse($"the host name{Shown(text, quote)} has characters that no host name can have", out reason);
            }
        }

        host = host.ToLowerInvariant();
        var labels = (host.EndsWith('.') ? host[..^1] : host).Split('.');
        return EndsInNumber(labels[^1])
            ? TryIPv4(labels, quote, out reason)
            : TryName(labels, quote, out reason);
    }

    private static bool EndsInNumber(string label) =>
        label.Length > 0
        && (label.All(char.IsAsciiDigit)
            || (label.StartsWith("0x", StringComparison.Ordinal) && label[2..].All(char.IsAsciiHexDigit)));

    private static bool TryIPv4(string[] parts, bool quote, [NotNullWhen(false)] out string? reason)
    {
        if (parts.Length != 4)
        {
            return Refuse(
                $"it ends in a number and so must be an IPv4 address of four parts, but has {parts.Length}", out reason);
        }

        foreach (var part in parts)
        {
            if (part.Length == 0 || !part.All(char.IsAsciiDigit))
            {
                return Refuse($"the part{Shown(part, quote)} of the IPv4 address is not a decimal number", out reason);
            }

            if (part.Length > 1 && part[0] == '0')
            {
                return Refuse(
                    $"the part{Shown(part, quote)} of the IPv4 address starts with 0, which some programs read as octal", out reason);
            }

            if (part.Length > 3 || int.Parse(part, CultureInfo.InvariantCulture) > 255)
            {
                return Refuse($"the part{Shown(part, quote)} of the IPv4 address is greater than 255", out reason);
            }
        }

        reason = null;
        return true;
    }

    private static bool TryName(string[] labels, bool quote, [NotNullWhen(false)] out string? reason)
    {
        var length = labels.Sum(label => label.Length) + labels.Length - 1;
        if (length > 253)
        {
            return Refuse($"the host name has {length} characters, at most 253 are allowed", out reason);
        }

        foreach (var label in labels)
        {
            if (label.Length == 0)
            {
                return Refuse("the host name has an empty label: two dots in a row, or one at its start", out reason);
            }

            if (label.Length > 63)
            {
                return Refuse($"a label of the host name has {label.Length} characters, at most 63 are allowed", out reason);
            }

            // Underscores are outside RFC 1123, but Docker gives them to services and containers.
            var odd = label.FirstOrDefault(character => !char.IsAsciiLetterOrDigit(character) && character is not '-' and not '_');
            if (odd != default)
            {
                return Refuse($"the host name contains{(quote ? $" '{odd}'" : " a character that is not allowed")}; "
                    + "letters, digits, '-', '_' and dots are allowed", out reason);
            }

            if (label[0] == '-' || label[^1] == '-')
            {
                return Refuse("a label of the host name starts or ends with '-'", out reason);
            }
        }

        reason = null;
        return true;
    }

    private static bool TryIPv6(string text, bool quote, out string host, [NotNullWhen(false)] out string? reason)
    {
        host = text;
        if (text.Contains('%', StringComparison.Ordinal))
        {
            return Refuse("an IPv6 zone ('%' and an interface) means nothing inside a container", out reason);
        }

        if (!text.All(character => char.IsAsciiHexDigit(character) || character is ':' or '.')
            || !IPAddress.TryParse(text, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return Refuse($"{(quote ? $"'{text}'" : "a host with several ':'")} is not an IPv6 address", out reason);
        }

        host = address.ToString();
        reason = null;
        return true;
    }

    private static string Shown(string text, bool quote) => quote ? $" '{text}'" : "";

    private static bool Refuse(string why, [NotNullWhen(false)] out string? reason)
    {
        reason = why;
        return false;
    }
}
