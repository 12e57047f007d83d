namespace Olympian.Deployment.Images;

/// <summary>
/// Runs <c>docker</c>. What engine facts need has a name in <see cref="IDockerEngine"/>; this port is for the rest
/// (builds, compose, logs).
/// </summary>
/// <remarks>
/// All members throw <see cref="DockerMissing"/> without a docker command, <see cref="EngineUnavailable"/> when the engine does
/// not answer, <see cref="DockerCommandFailure"/> on another non-zero exit or on a timeout, and
/// <see cref="OperationCanceledException"/> when the token ends the call; no process is left behind in any case.
/// </remarks>
public interface IDockerCli
{
    /// <summary>Runs the command to its end and returns what it printed.</summary>
    Task<DockerOutput> RunAsync(DockerCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="RunAsync"/>, but a non-zero exit is an answer: for commands whose exit code says something about the state.
    /// An engine that does not answer still throws.
    /// </summary>
    Task<DockerOutput> AskAsync(DockerCommand command, CancellationToken cancellationToken);

    /// <summary>Hands each line on as it comes; the callback is never entered twice at once.</summary>
    Task<DockerOutput> WatchAsync(DockerCommand command, Action<OutputLine> onLine, CancellationToken cancellationToken);

    /// <summary>Copies standard output, byte for byte, to <paramref name="destination"/>.</summary>
    Task<DockerOutput> CopyOutputAsync(DockerCommand command, Stream destination, CancellationToken cancellationToken);

    /// <summary>
    /// Hands standard output to a reader that reads it forwards, on a thread of its own, and returns what the reader made of it. The
    /// command's failure goes before the reader's: of a command that broke off, the reader has only seen half.
    /// </summary>
    Task<T> ReadOutputAsync<T>(DockerCommand command, Func<Stream, T> read, CancellationToken cancellationToken);

    /// <summary>Gives the command what <paramref name="write"/> writes as its standard input. What it throws ends the command.</summary>
    Task<DockerOutput> WriteInputAsync(DockerCommand command, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken);
}
