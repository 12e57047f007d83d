using System.IO.Pipes;
using System.Text.Json;
using Olympian.Deployment.Images;

namespace Olympian.Build.Adapters.Docker;

/// <summary>
/// Questions to the engine's own API, over connections that the docker command makes (<c>docker system dial-stdio</c>): contexts, ssh and TLS stay the
/// command's business, and a question costs a round trip where a command costs the start of a process. Questions only; changes are commands, so that
/// whoever watches the processes sees each of them.
/// </summary>
/// <remarks>https://docs.docker.com/reference/api/engine/ and docs/decisions/0031-questions-over-one-connection.md.</remarks>
public sealed class EngineApi : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DockerCli cli;
    private readonly HttpClient client;
    private DockerAnswers.VersionAnswer? version;
    private ProcessConnection? latest;

    /// <param name="cli">What connects to the engine.</param>
    public EngineApi(DockerCli cli)
    {
        this.cli = cli;
        // The connections are to the engine, whatever proxies the environment has for the web.
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = Connect,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            MaxConnectionsPerServer = 4,
        };
        client = new(handler) { BaseAddress = new("http://docker"), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Asks; asks once more where the connection broke and the engine answers still.</summary>
    /// <param name="alike">The command that asks the same, to be shown when this fails.</param>
    /// <param name="path">What to get, without the version.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="EngineUnavailable">The engine does not answer.</exception>
    /// <exception cref="DockerCommandFailure">There was no answer in time, or the connection broke twice.</exception>
    internal async Task<EngineAnswer> GetAsync(DockerCommand alike, string path, CancellationToken cancellationToken)
    {
        var answer = await InItsVersionAsync(alike, path, cancellationToken);
        if (answer.IsOfAnotherVersion)
        {
            // It was replaced under this run's hands.
            Forget();
            answer = await InItsVersionAsync(alike, path, cancellationToken);
        }

        return answer;
    }

    /// <summary>As <see cref="GetAsync"/>, and anything but a good answer is a failure.</summary>
    internal async Task<string> ReadAsync(DockerCommand alike, string path, CancellationToken cancellationToken)
    {
        var answer = await GetAsync(alike, path, cancellationToken);
        return answer.IsGood ? answer.Body : throw DockerCommandFailure.Exited(alike, 1, answer.Refusal);
    }

    /// <summary>What the engine says of its version and platform.</summary>
    internal async Task<DockerAnswers.VersionAnswer> VersionAsync(CancellationToken cancellationToken)
    {
        if (version is null)
        {
            var command = new DockerCommand("version");
            var answer = await PatientlyAsync(command, "/version", cancellationToken);
            version = answer.IsGood
                ? JsonSerializer.Deserialize(answer.Body, DockerJson.Default.VersionAnswer)!
                : throw DockerCommandFailure.Exited(command, 1, answer.Refusal);
        }

        return version;
    }

    /// <summary>Has the engine's version asked anew.</summary>
    internal void Forget() => version = null;

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<EngineAnswer> InItsVersionAsync(DockerCommand alike, string path, CancellationToken cancellationToken)
    {
        var engine = await VersionAsync(cancellationToken);
        return await PatientlyAsync(alike, $"/v{ApiVersion.SpokenWith(engine.ApiVersion, engine.MinAPIVersion)}{path}", cancellationToken);
    }

    private async Task<EngineAnswer> PatientlyAsync(DockerCommand alike, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await OnceAsync(alike, path, cancellationToken);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            // Which says what is the matter where the engine, or the command, is missing.
            await cli.EnsureEngineAnswers(alike, cancellationToken);
        }

        try
        {
            return await OnceAsync(alike, path, cancellationToken);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            var said = latest is { } connection ? await connection.ComplaintAsync() : string.Empty;
            throw DockerCommandFailure.Exited(alike, 1, $"The connection to the engine (docker system dial-stdio) broke twice: {broken.Message}\n{said}");
        }
    }

    private async Task<EngineAnswer> OnceAsync(DockerCommand alike, string path, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative), limit.Token);
            return new(response.StatusCode, await response.Content.ReadAsStringAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw DockerCommandFailure.TimedOut(alike, Limit, string.Empty);
        }
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        OperatingSystem.IsWindows() && await PipeAsync(cancellationToken) is { } pipe
            ? await PipeOf(pipe, cancellationToken)
            : latest = new ProcessConnection(cli.Start(new DockerCommand("system", "dial-stdio")));

    // On a pipe of Windows the command's own way ends at once (https://github.com/docker/cli/issues/4718).
    private async Task<string?> PipeAsync(CancellationToken cancellationToken)
    {
        const string scheme = "npipe:////./pipe/";
        var output = await cli.RunAsync(new("context", "inspect", "--format", "{{.Endpoints.docker.Host}}"), cancellationToken);
        var host = output.StandardOutput.Trim();
        return host.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? host[scheme.Length..] : null;
    }

    private static async Task<Stream> PipeOf(string name, CancellationToken cancellationToken)
    {
        var pipe = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.Asynchronous);
        try
        {
            await pipe.ConnectAsync(Limit, cancellationToken);
            return pipe;
        }
        catch (TimeoutException late)
        {
            await pipe.DisposeAsync();
            throw new IOException($"The pipe {name} took no connection in time.", late);
        }
        catch
        {
            await pipe.DisposeAsync();
            throw;
        }
    }
}
