using Olympian.Deployment.Bases;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Bases;

/// <summary>Asks for the bases of a Dockerfile, on an engine that is linux/amd64.</summary>
internal static class Builds
{
    /// <summary>A build of service <c>web</c> with nothing special about it.</summary>
    public static ServiceBuild Plain { get; } = new(
        "web",
        "/shop",
        "/shop/Dockerfile",
        DockerfileInline: null,
        Target: null,
        new Dictionary<string, string?>(),
        new Dictionary<string, string>(),
        new Dictionary<string, string>(),
        Platforms: [],
        Network: null,
        ExtraHosts: [],
        Secrets: []);

    public static IReadOnlyList<BaseReference> BasesOf(ServiceBuild build, string dockerfile) =>
        DockerfileBases.Of(build, dockerfile, None, None, "linux/x86_64");

    /// <summary>The images in their familiar form, parted by spaces.</summary>
    public static string ImagesOf(string dockerfile, ServiceBuild? build = null) =>
        string.Join(' ', BasesOf(build ?? Plain, dockerfile).Select(found => found.Image.Familiar));

    public static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>();

    /// <summary><c>NAME=value</c>, parted by spaces; a name alone has no value.</summary>
    public static IReadOnlyDictionary<string, string?> Arguments(string arguments) => arguments
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(argument => argument.Split('=', 2))
        .ToDictionary(argument => argument[0], argument => argument.ElementAtOrDefault(1));
}
