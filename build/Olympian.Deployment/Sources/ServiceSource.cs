using Olympian.Deployment.Images;

namespace Olympian.Deployment.Sources;

/// <summary>Everything one service's image is made of.</summary>
/// <param name="Build">How it is built.</param>
/// <param name="DockerfileMd5">MD5 of the Dockerfile's bytes, lower-case hexadecimal.</param>
/// <param name="Context">What Docker is sent of the build context.</param>
/// <param name="NamedContexts">What Docker is sent of each additional context that is a directory, by the context's name.</param>
public sealed record ServiceSource(
    ServiceBuild Build,
    string DockerfileMd5,
    ContextDigest Context,
    IReadOnlyDictionary<string, ContextDigest> NamedContexts);
