using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Olympian.Deployment.Settings;

/// <summary>A MongoDB deployment as its connection string names it. Printing it never shows the password.</summary>
/// <remarks>
/// The grammar is that of https://www.mongodb.com/docs/manual/reference/connection-string/ and
/// https://specifications.readthedocs.io/en/latest/connection-string/connection-string-spec/. A reason for a refusal repeats
/// nothing of the text around the credentials: in a malformed string no one can tell where the password ends.
/// </remarks>
public sealed class MongoConnection
{
    /// <summary>MongoDB's own port.</summary>
    public const int DefaultPort = 27017;

    private const string Scheme = "mongodb://";
    private const string SrvScheme = "mongodb+srv://";

    // Options whose value is, or may hold, a secret.
    private static readonly string[] SecretOptions =
        ["tlsCertificateKeyFilePassword", "authMechanismProperties", "proxyPassword", "sslPEMKeyPassword"];

    private readonly IReadOnlyList<(string Name, string Raw)> options;

    private MongoConnection(
        bool isSrv,
        IReadOnlyList<HostEndpoint> hosts,
        string? user,
        Secret? password,
        string? database,
        IReadOnlyList<(string Name, string Raw)> options)
    {
        (IsSrv, Hosts, User, Password, Database) = (isSrv, hosts, user, password, database);
        this.options = options;
    }

    /// <summary>The hosts and options come from DNS: <c>mongodb+srv://</c>. <see cref="Hosts"/> then holds the one name to look up.</summary>
    public bool IsSrv { get; }

    public IReadOnlyList<HostEndpoint> Hosts { get; }

    /// <summary>Decoded; null without credentials.</summary>
    public string? User { get; }

    /// <summary>Decoded; null where the string holds none.</summary>
    public Secret? Password { get; }

    /// <summary>The database after the hosts; null where the string names none.</summary>
    public string? Database { get; }

    public string? ReplicaSet => Option("replicaSet");

    /// <summary>TLS as the string asks for it; null where it says nothing (then <c>mongodb+srv</c> means yes).</summary>
    public bool? TlsOption => (Option("tls") ?? Option("ssl")) is { } text ? text == "true" : null;

    /// <summary>Whether the hosts are spoken to in TLS.</summary>
    public bool UsesTls => TlsOption ?? IsSrv;

    /// <summary>A certificate is taken as it comes, or its name is not looked at, because the string says so.</summary>
    public bool AcceptsAnyCertificate =>
        Option("tlsInsecure") == "true" || Option("tlsAllowInvalidCertificates") == "true";

    /// <summary>A certificate for another name is accepted.</summary>
    public bool AcceptsAnyCertificateName => AcceptsAnyCertificate || Option("tlsAllowInvalidHostnames") == "true";

    public string? AuthMechanism => Option("authMechanism");

    /// <summary>The database that keeps the user, as the string says it; null where it says nothing.</summary>
    public string? AuthSourceOption => Option("authSource");

    /// <summary>The database that keeps the user: <c>authSource</c>, else the database named, else <c>admin</c>.</summary>
    public string AuthSource => AuthSourceOption ?? Database ?? "admin";

    /// <summary>The text for people and logs: no password, no secret option.</summary>
    public string Redacted => Render(Secret.Redacted, redactOptions: true);

    /// <summary>Names this machine, which inside a container is the container.</summary>
    public bool HasLoopbackHost => !IsSrv && Hosts.Any(host => host.IsLoopback);

    /// <summary>
    /// Reads a connection string, or a bare host with or without a port (several, separated by commas, too).
    /// </summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out MongoConnection? connection,
        [NotNullWhen(false)] out string? reason)
    {
        connection = null;
        if (text.Length == 0)
        {
            return Refuse("it is empty", out reason);
        }

        if (text.Any(char.IsControl))
        {
            return Refuse("it contains a control character", out reason);
        }

        var isSrv = text.StartsWith(SrvScheme, StringComparison.OrdinalIgnoreCase);
        string rest;
        if (isSrv)
        {
            rest = text[SrvScheme.Length..];
        }
        else if (text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            rest = text[Scheme.Length..];
        }
        else if (text.Contains("://", StringComparison.Ordinal))
        {
            return Refuse("its scheme is neither mongodb:// nor mongodb+srv://", out reason);
        }
        else
        {
            rest = text;
        }

        return TryRest(isSrv, rest, out connection, out reason);
    }

    /// <summary>The same deployment for another user.</summary>
    public MongoConnection WithCredentials(string? user, Secret? password) =>
        new(IsSrv, Hosts, user, password, Database, options);

    /// <summary>The same deployment as a container must call it: hosts on this machine become <c>host.docker.internal</c>.</summary>
    public MongoConnection ForContainers() =>
        HasLoopbackHost
            ? new(IsSrv, [.. Hosts.Select(host => host.IsLoopback ? host.OnDockerHost() : host)], User, Password, Database, options)
            : this;

    /// <summary>An option's decoded value by its name in any case; the last one wins, as in the drivers. Null where it is not given.</summary>
    public string? Option(string name) =>
        options.LastOrDefault(option => string.Equals(option.Name, name, StringComparison.OrdinalIgnoreCase)).Raw is { } raw
            ? Uri.UnescapeDataString(raw)
            : null;

    /// <summary>The normal form with the credentials percent-encoded, for <c>.env</c> and the container.</summary>
    public Secret ToConnectionString() => new(Render(Password is null ? null : Uri.EscapeDataString(Password.Reveal()), redactOptions: false));

    /// <summary><see cref="Redacted"/>, always.</summary>
    public override string ToString() => Redacted;

    private static bool TryRest(
        bool isSrv,
        string rest,
        [NotNullWhen(true)] out MongoConnection? connection,
        [NotNullWhen(false)] out string? reason)
    {
        connection = null;

        var end = rest.IndexOfAny(['/', '?', '#']);
        var authority = end < 0 ? rest : rest[..end];
        var (path, query) = SplitTail(end < 0 ? "" : rest[end..]);

        // An '@' behind the first '/', '?' or '#': that character belongs to the credentials and cut them in two.
        if (path.Contains('@', StringComparison.Ordinal)
            || (!authority.Contains('@', StringComparison.Ordinal) && query.Contains('@', StringComparison.Ordinal)))
        {
            return Refuse($"the user or password holds a '{rest[end]}' as it is; {Encode(rest[end])}", out reason);
        }

        if (authority.Count(character => character == '@') > 1)
        {
            return Refuse($"the user or password holds an '@' as it is; {Encode('@')}", out reason);
        }

        string? user = null;
        Secret? password = null;
        var at = authority.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0 && !TryCredentials(authority[..at], out user, out password, out reason))
        {
            return false;
        }

        if (!TryHosts(isSrv, authority[(at + 1)..], out var hosts, out reason)
            || !TryDatabase(path, out var database, out reason)
            || !TryOptions(query, out var options, out reason))
        {
            return false;
        }

        var candidate = new MongoConnection(isSrv, hosts, user, password, database, options);
        reason = candidate.Contradiction();
        connection = reason is null ? candidate : null;
        return reason is null;
    }

    private static (string Path, string Query) SplitTail(string tail)
    {
        var question = tail.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? (tail, "") : (tail[..question], tail[(question + 1)..]);
    }

    private static bool TryCredentials(string text, out string? user, out Secret? password, [NotNullWhen(false)] out string? reason)
    {
        (user, password) = (null, null);
        var parts = text.Split(':');
        if (parts.Length > 2)
        {
            return Refuse($"the user or password holds a ':' as it is; {Encode(':')}", out reason);
        }

        for (var position = text.IndexOf('%', StringComparison.Ordinal);
            position >= 0;
            position = text.IndexOf('%', position + 1))
        {
            if (position + 2 >= text.Length || !char.IsAsciiHexDigit(text[position + 1]) || !char.IsAsciiHexDigit(text[position + 2]))
            {
                return Refuse($"the user or password holds a '%' that starts no code such as %40; {Encode('%')}", out reason);
            }
        }

        if (parts[0].Length == 0)
        {
            return Refuse("the user before the '@' is empty", out reason);
        }

        if (!TryDecode(parts[0], out user) || !TryDecode(parts.Length == 2 ? parts[1] : "", out var secret))
        {
            return Refuse("the percent codes of the user or password are not UTF-8", out reason);
        }

        password = parts.Length == 2 ? new Secret(secret) : null;
        reason = null;
        return true;
    }

    // Uri.UnescapeDataString leaves codes that are not UTF-8 as they stand; the application's driver would fail on them later.
    private static bool TryDecode(string text, [NotNullWhen(true)] out string? decoded)
    {
        var bytes = new List<byte>();
        for (var position = 0; position < text.Length; position++)
        {
            if (text[position] == '%')
            {
                bytes.Add(Convert.ToByte(text.Substring(position + 1, 2), 16));
                position += 2;
                continue;
            }

            var length = char.IsHighSurrogate(text[position]) && position + 1 < text.Length ? 2 : 1;
            bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(position, length)));
            position += length - 1;
        }

        try
        {
            decoded = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
            return true;
        }
        catch (DecoderFallbackException)
        {
            decoded = null;
            return false;
        }
    }

    private static bool TryHosts(
        bool isSrv,
        string text,
        [NotNullWhen(true)] out IReadOnlyList<HostEndpoint>? hosts,
        [NotNullWhen(false)] out string? reason)
    {
        hosts = null;
        var names = text.Split(',');
        var found = new List<HostEndpoint>();
        for (var index = 0; index < names.Length; index++)
        {
            if (names[index].StartsWith("%2F", StringComparison.OrdinalIgnoreCase))
            {
                return Refuse("it names a Unix socket, which no container can see", out reason);
            }

            if (!HostEndpoint.TryParse(names[index], DefaultPort, out var host, out var why, quote: false))
            {
                return Refuse(names.Length == 1 ? why : $"host {index + 1} of {names.Length}: {why}", out reason);
            }

            found.Add(host);
        }

        if (isSrv && found.Count > 1)
        {
            return Refuse($"mongodb+srv:// takes one host name, it has {found.Count}", out reason);
        }

        if (isSrv && text.Contains(':', StringComparison.Ordinal))
        {
            return Refuse("mongodb+srv:// takes a host name without a port: DNS names the ports", out reason);
        }

        if (isSrv && (char.IsAsciiDigit(found[0].Host[^1]) && System.Net.IPAddress.TryParse(found[0].Host, out _)))
        {
            return Refuse("mongodb+srv:// takes a host name, not an address", out reason);
        }

        hosts = found;
        reason = null;
        return true;
    }

    private static bool TryDatabase(string path, out string? database, [NotNullWhen(false)] out string? reason)
    {
        database = null;
        if (path.Contains('#', StringComparison.Ordinal))
        {
            return Refuse($"it holds a '#' as it is; {Encode('#')}", out reason);
        }

        var name = path.Length > 0 ? path[1..] : "";
        if (!TryPercentCodes(name) || !TryDecode(name, out var decoded))
        {
            return Refuse("the database name's percent codes are malformed", out reason);
        }

        // https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions
        var odd = decoded.FirstOrDefault(character => "/\\. \"$*<>:|?".Contains(character, StringComparison.Ordinal));
        if (odd != default)
        {
            return Refuse($"the database name contains '{odd}', which no database name can have", out reason);
        }

        if (Encoding.UTF8.GetByteCount(decoded) > 63)
        {
            return Refuse("the database name is longer than 63 bytes", out reason);
        }

        database = decoded.Length == 0 ? null : decoded;
        reason = null;
        return true;
    }

    private static bool TryOptions(
        string query,
        [NotNullWhen(true)] out IReadOnlyList<(string Name, string Raw)>? options,
        [NotNullWhen(false)] out string? reason)
    {
        options = null;
        var found = new List<(string Name, string Raw)>();
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == pair.Length - 1)
            {
                return Refuse(
                    equals <= 0 ? "an option after the '?' is not of the form name=value" : $"the option '{pair[..equals]}' has no value",
                    out reason);
            }

            var (name, raw) = (pair[..equals], pair[(equals + 1)..]);
            if (!name.All(char.IsAsciiLetterOrDigit))
            {
                return Refuse("an option's name after the '?' has other characters than letters and digits", out reason);
            }

            if (!TryPercentCodes(raw) || !TryDecode(raw, out _) || raw.Any(character => character is ' ' or '#' or '?'))
            {
                return Refuse($"the value of the option '{name}' is not percent-encoded", out reason);
            }

            found.Add((name, raw));
        }

        options = found;
        reason = null;
        return true;
    }

    private static bool TryPercentCodes(string text) =>
        text.Split('%').Skip(1).All(piece => piece.Length >= 2 && char.IsAsciiHexDigit(piece[0]) && char.IsAsciiHexDigit(piece[1]));

    private static string Encode(char character) => $"write it percent-encoded as %{(int)character:X2}";

    private static bool Refuse(string why, [NotNullWhen(false)] out string? reason)
    {
        reason = why;
        return false;
    }

    private string? Contradiction()
    {
        foreach (var name in (string[])["tls", "ssl", "tlsInsecure", "tlsAllowInvalidCertificates", "tlsAllowInvalidHostnames", "directConnection", "loadBalanced"])
        {
            if (Option(name) is not null and not "true" and not "false")
            {
                return $"the option '{name}' is neither true nor false";
            }
        }

        return this switch
        {
            _ when Option("tls") is { } tls && Option("ssl") is { } ssl && tls != ssl => "the options 'tls' and 'ssl' contradict each other",
            { TlsOption: false, AcceptsAnyCertificateName: true } => "certificate options stand beside tls=false",
            _ when Option("directConnection") == "true" && Hosts.Count > 1 => $"directConnection=true goes with one host, it has {Hosts.Count}",
            _ when Option("directConnection") == "true" && IsSrv => "directConnection=true does not go with mongodb+srv://",
            _ when Option("loadBalanced") == "true" && (Hosts.Count > 1 || ReplicaSet is not null) =>
                "loadBalanced=true goes with one host and without replicaSet",
            _ => null,
        };
    }

    private string Render(string? password, bool redactOptions)
    {
        var text = new StringBuilder(IsSrv ? SrvScheme : Scheme);
        if (User is not null)
        {
            text.Append(Uri.EscapeDataString(User));
            if (Password is not null)
            {
                text.Append(':').Append(password);
            }

            text.Append('@');
        }

        text.AppendJoin(',', Hosts.Select(host => IsSrv ? host.Host : host.ToString()));
        text.Append('/').Append(Database is null ? "" : Uri.EscapeDataString(Database));
        if (options.Count > 0)
        {
            text.Append('?').AppendJoin(
                '&',
                options.Select(option => $"{option.Name}={(redactOptions && IsSecretOption(option.Name) ? Secret.Redacted : option.Raw)}"));
        }

        return text.ToString();

        static bool IsSecretOption(string name) => SecretOptions.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
