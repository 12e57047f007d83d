using Olympian.Deployment.Images;

namespace Olympian.Deployment.Releases;

/// <summary>What containers printed.</summary>
public sealed class ContainerLogs(IDockerCli docker)
{
    /// <summary>The last lines of a container, both its streams, oldest first.</summary>
    public async Task<IReadOnlyList<string>> LastLinesAsync(string containerId, int count, CancellationToken cancellationToken)
    {
        // Lines of both streams in the order in which they come by: the engine keeps one log of them.
        var lines = new List<string>();
        await docker.WatchAsync(
            new DockerCommand("logs", "--tail", count.ToString(System.Globalization.CultureInfo.InvariantCulture), containerId),
            line => lines.Add(line.Text),
            cancellationToken);
        return lines;
    }
}
