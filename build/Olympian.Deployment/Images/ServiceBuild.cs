namespace Olympian.Deployment.Images;

/// <summary>
/// How one service's image is built, as <c>docker compose config --format json</c> resolved it: every path absolute,
/// every variable filled in.
/// </summary>
/// <param name="Service">The compose service's name.</param>
/// <param name="ContextDirectory">Absolute path of the build context.</param>
/// <param name="Dockerfile">Absolute path of the Dockerfile; null when <paramref name="DockerfileInline"/> holds its text.</param>
/// <param name="DockerfileInline">The Dockerfile's text where compose.yml itself holds it.</param>
/// <param name="Target">The stage to stop at; null for the last.</param>
/// <param name="Arguments">Build arguments by name; a null value is taken from the environment.</param>
/// <param name="AdditionalContexts">Named contexts: absolute directories, or references such as <c>docker-image://</c>.</param>
/// <param name="Labels">Labels that compose.yml asks for.</param>
/// <param name="Platforms">Platforms to build for; empty for the engine's own.</param>
/// <param name="Network">The network RUN steps use; null for the default.</param>
/// <param name="ExtraHosts"><c>name=address</c> entries for RUN steps.</param>
/// <param name="Secrets">Build secrets in buildx's form, <c>id=…,src=…</c> or <c>id=…,env=…</c>.</param>
public sealed record ServiceBuild(
    string Service,
    string ContextDirectory,
    string? Dockerfile,
    string? DockerfileInline,
    string? Target,
    IReadOnlyDictionary<string, string?> Arguments,
    IReadOnlyDictionary<string, string> AdditionalContexts,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyList<string> Platforms,
    string? Network,
    IReadOnlyList<string> ExtraHosts,
    IReadOnlyList<string> Secrets)
{
    /// <summary>SSH agents or keys for RUN steps, in buildx's form; empty for none.</summary>
    public IReadOnlyList<string> Ssh { get; init; } = [];

    /// <summary>Size of <c>/dev/shm</c> for RUN steps, in bytes as compose prints it; null for the default.</summary>
    public string? SharedMemorySize { get; init; }
}
