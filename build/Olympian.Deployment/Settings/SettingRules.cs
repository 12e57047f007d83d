using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Olympian.Deployment.Bases;

namespace Olympian.Deployment.Settings;

/// <summary>The rule of each setting: its normal form, or the reason it is refused.</summary>
internal static partial class SettingRules
{
    // The longest name made from it, <project>-frontend, must stay a DNS label (63) with room for a service of one's own.
    private const int LongestProjectName = 48;

    public static SettingReading ProjectName(string text)
    {
        if (text.Length > LongestProjectName)
        {
            return SettingReading.Refuse(
                $"it has {text.Length} characters; with at most {LongestProjectName} its container names stay valid host names");
        }

        // Compose alone would allow a trailing '-' or '_'; the image name <project>/backend would not.
        return ProjectNameForm().IsMatch(text)
            ? SettingReading.Accept(text)
            : SettingReading.Refuse(
                "it must consist of lower-case letters and digits, joined by '-', '_' or '__', because it becomes part of image and container names");
    }

    public static SettingReading Ollama(string text) =>
        OllamaAddress.TryParse(text, out var address, out var reason)
            ? SettingReading.Accept(address.ToString())
            : SettingReading.Refuse(reason);

    public static SettingReading MongoDb(string text) =>
        MongoConnection.TryParse(text, out var connection, out var reason)
            ? SettingReading.Accept(connection.ToConnectionString().Reveal())
            : SettingReading.Refuse(reason);

    public static SettingReading NoControlCharacter(string text) =>
        text.Any(char.IsControl) || DotEnvFile.WhyNotWritable(text) is not null
            ? SettingReading.Refuse("it contains a control character or broken Unicode")
            : SettingReading.Accept(text);

    /// <summary>Any text that an environment variable can hold.</summary>
    public static SettingReading AnyText(string text) =>
        DotEnvFile.WhyNotWritable(text) is { } reason ? SettingReading.Refuse($"it {reason}") : SettingReading.Accept(text);

    public static SettingReading Port(string text) =>
        HostEndpoint.TryPort(text, quote: true, out var port, out var reason)
            ? SettingReading.Accept(port.ToString(CultureInfo.InvariantCulture))
            : SettingReading.Refuse(reason);

    public static SettingReading ListenAddress(string text)
    {
        if (text.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return SettingReading.Accept("127.0.0.1");
        }

        if (!HostEndpoint.TryParse(text, 1, out var endpoint, out var reason))
        {
            return SettingReading.Refuse(reason);
        }

        return endpoint.Port == 1 && IPAddress.TryParse(endpoint.Host, out _)
            ? SettingReading.Accept(endpoint.UrlHost) // compose.yml puts a ':' and the port behind it
            : SettingReading.Refuse("Docker publishes a port on an IP address only, without a name and without a port here");
    }

    public static SettingReading Origins(string text)
    {
        var origins = new List<string>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var mark = part.IndexOf("://", StringComparison.Ordinal);
            var scheme = mark < 0 ? "" : part[..mark].ToLowerInvariant();
            if (scheme is not "http" and not "https")
            {
                return SettingReading.Refuse($"'{part}' is not an origin: http:// or https://, a host, and a port where it is not the usual one");
            }

            var host = part[(mark + 3)..];
            if (host.IndexOfAny(['/', '?', '#', '@']) is >= 0 and var odd && host[odd..] != "/")
            {
                return SettingReading.Refuse($"'{part}' is not an origin: nothing may follow the host and port");
            }

            var usual = scheme == "http" ? 80 : 443;
            if (!HostEndpoint.TryParse(host.TrimEnd('/'), usual, out var endpoint, out var reason))
            {
                return SettingReading.Refuse($"'{part}' is not an origin: {reason}");
            }

            // A browser leaves the usual port out of the Origin header, and the comparison is by text.
            var origin = endpoint.Port == usual ? $"{scheme}://{endpoint.UrlHost}" : $"{scheme}://{endpoint}";
            if (!origins.Contains(origin))
            {
                origins.Add(origin);
            }
        }

        return SettingReading.Accept(string.Join(',', origins));
    }

    public static SettingReading Image(string text) =>
        ImageReference.TryParse(text, out _)
            ? SettingReading.Accept(text)
            : SettingReading.Refuse("it is not an image name such as nginx:1.28 or registry.example.com:5000/team/nginx@sha256:…");

    public static Func<string, SettingReading> OneOf<T>()
        where T : struct, Enum => text =>
    {
        var names = Enum.GetNames<T>().Select(name => name.ToLowerInvariant()).ToArray();
        var name = text.ToLowerInvariant();
        return names.Contains(name)
            ? SettingReading.Accept(name)
            : SettingReading.Refuse($"it must be one of {string.Join(", ", names)}");
    };

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:_|__|-+)[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ProjectNameForm();
}
