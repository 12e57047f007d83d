using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Releases;

/// <summary>A docker command that writes down what it was asked and says what it was told to say.</summary>
internal sealed class CliDouble : IDockerCli
{
    /// <summary>Every command, as one would type it.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>What each command prints.</summary>
    public string[] Lines { get; set; } = [];

    /// <summary>What a command that fails says; null for one that does not.</summary>
    public string? Complaint { get; set; }

    public Task<DockerOutput> RunAsync(DockerCommand command, CancellationToken cancellationToken)
    {
        Commands.Add(command.ToString());
        if (Complaint is not null)
        {
            throw DockerCommandFailure.Exited(command, 1, Complaint);
        }

        return Task.FromResult(new DockerOutput(0, string.Concat(Lines.Select(line => line + "\n")), "", TimeSpan.Zero));
    }

    public Task<DockerOutput> WatchAsync(DockerCommand command, Action<OutputLine> onLine, CancellationToken cancellationToken)
    {
        Commands.Add(command.ToString());
        foreach (var line in Lines)
        {
            onLine(new(line, IsError: true));
        }

        return Task.FromResult(new DockerOutput(0, "", "", TimeSpan.Zero));
    }

    public Task<DockerOutput> AskAsync(DockerCommand command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DockerOutput> CopyOutputAsync(DockerCommand command, Stream destination, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<T> ReadOutputAsync<T>(DockerCommand command, Func<Stream, T> read, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DockerOutput> WriteInputAsync(
        DockerCommand command, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) => throw new NotSupportedException();
}
