using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Olympian.Deployment.Bases;

/// <summary>A platform in the form in which containerd compares them: <c>linux/amd64</c>, <c>linux/arm/v7</c>.</summary>
/// <remarks>https://github.com/containerd/platforms: names of uname and Debian are known, a variant that says nothing is dropped.</remarks>
internal sealed partial record ImagePlatform(string OperatingSystem, string Architecture, string Variant)
{
    private static readonly HashSet<string> OperatingSystems =
    [
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd", "openbsd", "plan9",
        "solaris", "windows", "zos",
    ];

    private static readonly HashSet<string> Architectures =
    [
        "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "ppc64", "ppc64le", "loong64", "mips", "mipsle", "mips64",
        "mips64le", "mips64p32", "mips64p32le", "ppc", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm",
    ];

    /// <param name="text"><c>os/architecture</c>, <c>os/architecture/variant</c>, or one part of it.</param>
    /// <param name="own">What fills the part that is left out; null where none may be.</param>
    /// <param name="platform">The platform.</param>
    public static bool TryParse(string text, ImagePlatform? own, [NotNullWhen(true)] out ImagePlatform? platform)
    {
        var parts = text.ToLowerInvariant().Split('/');
        platform = !parts.All(part => Part().IsMatch(part)) ? null : parts switch
        {
            [var os] when own is not null && OperatingSystems.Contains(Os(os)) => own with { OperatingSystem = Os(os) },
            [var architecture] when own is not null && Of(own.OperatingSystem, architecture, "") is var one
                && Architectures.Contains(one.Architecture) => one,
            [var os, var architecture] => Of(Os(os), architecture, ""),
            [var os, var architecture, var variant] => Of(Os(os), architecture, variant),
            _ => null,
        };
        return platform is not null;
    }

    public override string ToString() => $"{OperatingSystem}/{Architecture}{(Variant.Length == 0 ? "" : $"/{Variant}")}";

    private static string Os(string name) => name == "macos" ? "darwin" : name;

    private static ImagePlatform Of(string os, string architecture, string variant) => (architecture, variant) switch
    {
        ("i386", _) => new(os, "386", ""),
        ("x86_64" or "x86-64" or "amd64", _) => new(os, "amd64", variant == "v1" ? "" : variant),
        ("aarch64" or "arm64", _) => new(os, "arm64", variant is "8" or "v8" ? "" : variant),
        ("armhf", _) => new(os, "arm", "v7"),
        ("armel", _) => new(os, "arm", "v6"),
        ("arm", "" or "7") => new(os, "arm", "v7"),
        ("arm", "5" or "6" or "8") => new(os, "arm", $"v{variant}"),
        _ => new(os, architecture, variant),
    };

    [GeneratedRegex(@"\A[a-z0-9_-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
