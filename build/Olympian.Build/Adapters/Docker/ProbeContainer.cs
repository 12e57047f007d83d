using Olympian.Deployment.Releases;

namespace Olympian.Build.Adapters.Docker;

/// <summary>A container that is only there to show an image's files: created, never started, removed when disposed.</summary>
/// <remarks>Never <c>docker export</c>: it pins the image's layers for ever.</remarks>
internal sealed class ProbeContainer : IAsyncDisposable
{
    private readonly DockerCli cli;

    private ProbeContainer(DockerCli cli, string id)
    {
        this.cli = cli;
        Id = id;
    }

    /// <summary>The container's id.</summary>
    public string Id { get; }

    /// <summary>Creates it. The command is named because an image without one cannot be created from otherwise.</summary>
    public static async Task<ProbeContainer> CreateAsync(DockerCli cli, string imageId, CancellationToken cancellationToken)
    {
        var created = await cli.RunAsync(
            new("container", "create", "--pull=never", "--network=none", "--label", $"{ProjectOwnership.ProbeLabel}=true", imageId, "never-started"),
            cancellationToken);
        return new(cli, created.StandardOutput.Trim());
    }

    /// <summary>Removes it with its anonymous volumes (an image's VOLUME makes some), and even if the caller was cancelled: it is our litter.</summary>
    public async ValueTask DisposeAsync() =>
        await cli.RunAsync(new("container", "rm", "--volumes", Id) { Timeout = TimeSpan.FromSeconds(60) }, CancellationToken.None);
}
