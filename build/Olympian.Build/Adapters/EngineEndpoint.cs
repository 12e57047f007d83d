using Olympian.Build.Options;
using Olympian.Deployment.Images;

namespace Olympian.Build.Adapters;

/// <summary>Where the engine is: on this machine, or on another that the docker client was pointed at.</summary>
public sealed class EngineEndpoint(IDockerCli docker, Surroundings surroundings)
{
    private Task<Uri?>? asked;

    /// <summary>Whether the engine's ports are this machine's ports.</summary>
    public async Task<bool> IsLocalAsync(CancellationToken cancellationToken) => await RemoteHostAsync(cancellationToken) is null;

    /// <summary>
    /// The engine's address where anybody on the way could read and change what is said, and be root on its host: plain TCP, without TLS. Null where it is
    /// protected, by TLS, by ssh or by the rights on a socket.
    /// </summary>
    public async Task<Uri?> UnprotectedAsync(CancellationToken cancellationToken)
    {
        if (await (asked ??= AskAsync(cancellationToken)) is not { Scheme: "tcp" or "http" } endpoint)
        {
            return null;
        }

        if (surroundings.Variable("DOCKER_HOST") is not null)
        {
            return surroundings.Variable("DOCKER_TLS_VERIFY") is null && surroundings.Variable("DOCKER_TLS") is null ? endpoint : null;
        }

        var output = await docker.RunAsync(new DockerCommand("context", "inspect", "--format", "{{json .TLSMaterial}}"), cancellationToken);
        return output.StandardOutput.Trim() is "{}" or "null" or "" ? endpoint : null;
    }

    /// <summary>The name under which this machine reaches a port published on the engine's host.</summary>
    public async Task<string> HostOfAsync(PublishedPort port, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(port);

        var isEverywhere = port.HostAddress is "" or "0.0.0.0" or "::";
        return await RemoteHostAsync(cancellationToken) is { } remote && isEverywhere ? remote
            : isEverywhere ? "localhost"
            : port.HostAddress.Contains(':', StringComparison.Ordinal) ? $"[{port.HostAddress}]"
            : port.HostAddress;
    }

    private async Task<string?> RemoteHostAsync(CancellationToken cancellationToken) =>
        await (asked ??= AskAsync(cancellationToken)) is { Scheme: "tcp" or "ssh" or "http" or "https" } endpoint ? endpoint.Host : null;

    // And where no host is named, this machine's port.
    private static string WithHost(string address)
    {
        var host = address.IndexOf("://", StringComparison.Ordinal) + 3;
        return (address.StartsWith("tcp:", StringComparison.Ordinal) || address.StartsWith("http:", StringComparison.Ordinal))
            && (address.Length == host || address[host] is ':' or '/') ? address.Insert(host, "localhost") : address;
    }

    private async Task<Uri?> AskAsync(CancellationToken cancellationToken)
    {
        // As the docker client decides: DOCKER_HOST before the current context.
        var said = surroundings.Variable("DOCKER_HOST");
        if (said is null)
        {
            var output = await docker.RunAsync(
                new DockerCommand("context", "inspect", "--format", "{{.Endpoints.docker.Host}}"), cancellationToken);
            said = output.StandardOutput.Trim();
        }

        // The docker client takes a bare host:port for tcp.
        var address = said.Length == 0 || said.Contains("://", StringComparison.Ordinal) ? said : $"tcp://{said}";
        return Uri.TryCreate(WithHost(address), UriKind.Absolute, out var endpoint) ? endpoint : null;
    }
}
