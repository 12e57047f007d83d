using System.Formats.Tar;
using System.Text;
using Olympian.Deployment.Images;
using Olympian.Deployment.Locks;
using Olympian.Deployment.Runs;

namespace Olympian.Build.Adapters.Docker;

/// <summary>
/// A lock is a container that is created and never started: the engine gives a container's name only once, which makes creating it the one
/// step that succeeds for one. Its labels say who holds it; the time of an empty file in it is the sign of life.
/// </summary>
/// <remarks>See docs/decisions/0022-one-run-at-a-time.md.</remarks>
public sealed class EngineLocks(IDockerCli docker, IDockerEngine engine, EmptyImages images, TimeProvider time) : IEngineLocks
{
    // An image of nothing: it has no layer that could be damaged, and is loaded anew where somebody removed it.
    private const string Image = "olympian-lock:1";

    private const string BeatFile = "alive";

    // The same for everybody, so that whoever loads it loads the very same.
    private static readonly DateTimeOffset ImageTime = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Another run may remove the image between two steps, or its lock between two looks.
    private const int Attempts = 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GoneLimit = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task<LockFacts?> FindAsync(string project, CancellationToken cancellationToken)
    {
        var name = LockLabels.NameOf(project);
        return await engine.FindContainerAsync(name, cancellationToken) is not { } container ? null
            : new(
                container.Id,
                name,
                container.Labels.GetValueOrDefault(LockLabels.Project) == project ? LockHolder.Of(container.Labels) : null);
    }

    /// <inheritdoc/>
    public async Task<string?> CreateAsync(string project, LockHolder holder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(holder);

        var create = new DockerCommand(
        [
            "container", "create", "--pull=never", "--network=none", "--name", LockLabels.NameOf(project),
            .. holder.ToLabels().Prepend(new(LockLabels.Project, project)).SelectMany(label => new[] { "--label", $"{label.Key}={label.Value}" }),
            Image, "never-started",
        ])
        { Timeout = Limit };

        var pause = new GrowingPause(time);
        for (var attempt = 1; ; attempt++)
        {
            if (await engine.FindImageAsync(Image, cancellationToken) is null)
            {
                await images.LoadAsync(Image, new Dictionary<string, string> { [LockLabels.Image] = "1" }, ImageTime, cancellationToken);
            }

            try
            {
                return (await docker.RunAsync(create, cancellationToken)).StandardOutput.Trim();
            }
            catch (DockerCommandFailure)
            {
                // Why is read off the state: a lock that stands there is the answer, an image that went meanwhile is loaded again.
                if (await FindAsync(project, cancellationToken) is not null)
                {
                    return null;
                }

                if (attempt == Attempts || await engine.FindImageAsync(Image, cancellationToken) is not null && attempt >= Attempts / 4)
                {
                    throw;
                }

                await pause.NextAsync(cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<bool> BeatAsync(string id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var copy = new DockerCommand("container", "cp", "-", $"{id}:/") { Timeout = Limit };
        try
        {
            // An empty file: its time takes no room, so that a full disk does not silence the holder.
            await docker.WriteInputAsync(copy, (input, token) => WriteAsync(input, token, (BeatFile, "", at)), cancellationToken);
            return true;
        }
        catch (DockerCommandFailure)
        {
            if (!await IsThereAsync(id, cancellationToken))
            {
                return false;
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> LastBeatAsync(string id, CancellationToken cancellationToken)
    {
        var copy = new DockerCommand("container", "cp", $"{id}:/{BeatFile}", "-") { Timeout = Limit };
        try
        {
            return await docker.ReadOutputAsync(copy, TimeOfFirstEntry, cancellationToken);
        }
        catch (DockerCommandFailure)
        {
            // It holds no sign of life yet, or is gone: the next look at the lock itself tells.
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> IsThereAsync(string id, CancellationToken cancellationToken) =>
        await engine.FindContainerAsync(id, cancellationToken) is { } container && container.Labels.ContainsKey(LockLabels.Project);

    /// <inheritdoc/>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var pause = new GrowingPause(time);
        while (await IsThereAsync(id, cancellationToken))
        {
            try
            {
                await engine.RemoveContainerAsync(id, cancellationToken);
            }
            catch (DockerCommandFailure) when (time.GetElapsedTime(began) < GoneLimit)
            {
                // Somebody else removes it at the same time, most likely.
                await pause.NextAsync(cancellationToken);
            }
        }

        await RemoveImageAsync(cancellationToken);
    }

    // As long as any lock stands on it the engine keeps it.
    private async Task RemoveImageAsync(CancellationToken cancellationToken)
    {
        if (await engine.FindImageAsync(Image, cancellationToken) is { } image && image.Labels.ContainsKey(LockLabels.Image))
        {
            await docker.AskAsync(new DockerCommand("image", "rm", Image) { Timeout = Limit }, cancellationToken);
        }
    }

    private static async Task WriteAsync(
        Stream destination, CancellationToken cancellationToken, params IReadOnlyList<(string Name, string Content, DateTimeOffset At)> files)
    {
        using var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content, at) in files)
            {
                using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(content));
                await writer.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, name) { ModificationTime = at, DataStream = bytes }, cancellationToken);
            }
        }

        await destination.WriteAsync(archive.ToArray(), cancellationToken);
    }

    private static DateTimeOffset? TimeOfFirstEntry(Stream archive)
    {
        using var reader = new TarReader(archive, leaveOpen: true);
        return reader.GetNextEntry()?.ModificationTime;
    }
}
