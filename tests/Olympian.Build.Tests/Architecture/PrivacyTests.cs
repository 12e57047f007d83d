using System.Net;
using System.Text.RegularExpressions;

namespace Olympian.Build.Tests.Architecture;

/// <summary>Nothing of the machine a change was made on is left in it: no package mirror's host, no path of a home or a checkout.</summary>
/// <remarks>What must not be there is read from the machine itself, so that the list of it is not there either.</remarks>
public sealed partial class PrivacyTests
{
    // Everybody's: a text that tells people where packages come from may name them.
    private static readonly string[] PublicHosts =
    [
        "debian.org", "ubuntu.com", "nuget.org", "npmjs.org", "npmjs.com", "docker.com", "docker.io",
        "microsoft.com", "github.com", "localhost",
    ];

    private static IReadOnlyList<string> Files => [.. CheckoutFiles.Beneath()];

    [Test]
    public void Names_no_package_mirror_of_this_machine() => Assert.That(FilesThatName(MirrorHosts()), Is.Empty);

    [Test]
    public void Names_no_directory_of_this_machine() => Assert.That(FilesThatName(OwnDirectories()), Is.Empty);

    [Test]
    public void Is_a_project_of_small_files() => // an artifact that was added by mistake shows by its size
        Assert.That(Files.Where(file => new FileInfo(Path.Combine(CheckoutFiles.Root, file)).Length > 1024 * 1024), Is.Empty);

    private static string[] FilesThatName(IReadOnlyCollection<string> names) =>
        [.. Files.Where(file => names.Any(name => CheckoutFiles.Read(file).Contains(name, StringComparison.OrdinalIgnoreCase)))];

    private static HashSet<string> MirrorHosts()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] files =
        [
            "/etc/apt/sources.list", "/etc/npmrc", "/usr/local/etc/npmrc", Path.Combine(home, ".npmrc"),
            Path.Combine(home, ".nuget", "NuGet", "NuGet.Config"), Path.Combine(home, ".config", "NuGet", "NuGet.Config"),
            .. FilesIn("/etc/apt/sources.list.d"), .. FilesIn("/etc/apt/apt.conf.d"), .. FilesIn("/etc/opt/NuGet/Config"),
        ];
        string?[] variables =
        [
            .. new[]
                {
                    "npm_config_registry", "NPM_CONFIG_REGISTRY", "NUGET_SOURCE", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy",
                }.Select(Environment.GetEnvironmentVariable),
        ];

        return files.Where(File.Exists).Select(File.ReadAllText).Concat(variables.OfType<string>())
            .SelectMany(text => Url().Matches(text).Select(match => match.Groups["host"].Value))
            .Where(host => !IPAddress.TryParse(host, out _) && !IsPublic(host))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsPublic(string host) =>
        PublicHosts.Any(known => host == known || host.EndsWith($".{known}", StringComparison.OrdinalIgnoreCase));

    private static List<string> OwnDirectories()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        // A path of one name (/root, /src) is too common a word to be a trace of anything.
        return [.. new[] { CheckoutFiles.Root, home }.Where(path => path.Count(character => character is '/' or '\\') > 1)];
    }

    private static string[] FilesIn(string directory) => Directory.Exists(directory) ? Directory.GetFiles(directory) : [];

    [GeneratedRegex(@"\bhttps?://(?:[^/@\s]*@)?(?<host>[A-Za-z0-9.\-]+)")]
    private static partial Regex Url();
}
