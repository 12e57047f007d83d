using System.Text;
using Olympian.Deployment;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Releases;

/// <summary>An engine in memory as far as building, starting and proving need one.</summary>
internal sealed class StackDouble : IDockerEngine
{
    private readonly Dictionary<string, byte[]> files = [];

    public List<ImageFacts> Images { get; } = [];

    public List<ContainerFacts> Containers { get; } = [];

    /// <summary>The container of the service that is not built here; null for none.</summary>
    public ContainerFacts? Store { get; set; } = Shop.StoreContainer;

    /// <summary>Every change asked for, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Called each time somebody looks at the containers: they may have changed meanwhile.</summary>
    public Action OnLook { get; set; } = () => { };

    /// <summary>Whether what is removed goes, and what is renamed has its new name, as on an engine; otherwise it is only asked for.</summary>
    public bool Acts { get; init; }

    /// <summary>Puts a file into an image or a container.</summary>
    public void WriteFile(string owner, string path, string content) => files[$"{owner} {path}"] = Encoding.UTF8.GetBytes(content);

    public Task<IReadOnlyList<ImageFacts>> ImagesWithLabelAsync(string label, string value, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ImageFacts>>([.. Images.Where(image => image.Labels.GetValueOrDefault(label) == value)]);

    public Task<ImageFacts?> FindImageAsync(string reference, CancellationToken cancellationToken) =>
        Task.FromResult(Images.FirstOrDefault(image => image.Tags.Contains(reference)));

    public Task<IReadOnlyList<ContainerFacts>> ContainersAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ContainerFacts>>([.. Containers]);

    public Task<IReadOnlyList<ContainerFacts>> ContainersWithLabelAsync(string label, string value, CancellationToken cancellationToken)
    {
        OnLook();
        return Task.FromResult<IReadOnlyList<ContainerFacts>>(
            [.. Containers.Append(Store).OfType<ContainerFacts>().Where(container => container.Labels.GetValueOrDefault(label) == value)]);
    }

    /// <summary>Called before a name is given: a test may have the engine fail.</summary>
    public Action<string> OnTag { get; set; } = _ => { };

    public Task TagAsync(string imageId, string reference, CancellationToken cancellationToken)
    {
        OnTag(reference);
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Add($"tag {imageId} {reference}");
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> UntagAsync(string reference, CancellationToken cancellationToken)
    {
        Calls.Add($"untag {reference}");
        return Task.FromResult<IReadOnlyList<string>>([]);
    }

    public Task<byte[]?> ReadImageFileAsync(string imageId, string path, CancellationToken cancellationToken) =>
        Task.FromResult(files.GetValueOrDefault($"{imageId} {path}"));

    public Task<byte[]?> ReadContainerFileAsync(string containerId, string path, CancellationToken cancellationToken) =>
        Task.FromResult(files.GetValueOrDefault($"{containerId} {path}") ?? InfoFileOf(containerId));

    // What a container's image put there, unless a test wrote something over it.
    private byte[]? InfoFileOf(string containerId) =>
        Containers.FirstOrDefault(container => container.Id == containerId)?.Labels.GetValueOrDefault(ImageLabels.Release) is { } release
            ? Encoding.UTF8.GetBytes(Shop.InfoFile(release))
            : null;

    /// <summary>Null: it does not answer.</summary>
    public EngineInfo? Info { get; set; } = new("26.1.5", "26.1.5", "/var/lib/docker", "overlay2", "linux", "x86_64", "engine-1", [], false, "0.13.1", "2.26.1");

    public Task<EngineInfo> InfoAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Info ?? throw new ExpectedFailure("The Docker engine does not answer.", null, "Start it."));

    public Task<IReadOnlyDictionary<string, long>> LayerBytesAsync(ImageFacts image, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ContainerFacts?> FindContainerAsync(string idOrName, CancellationToken cancellationToken)
    {
        OnLook();
        return Task.FromResult(Containers.Append(Store).FirstOrDefault(container => container?.Name == idOrName || container?.Id == idOrName));
    }

    public Task<IReadOnlyList<VolumeFacts>> VolumesWithLabelAsync(string label, string value, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<CacheRecord>> BuildCacheAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> RemoveImageAsync(string imageId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RemoveContainerAsync(string containerId, CancellationToken cancellationToken)
    {
        Calls.Add($"remove {containerId}");
        if (Acts)
        {
            Containers.RemoveAll(container => container.Id == containerId);
        }

        return Task.CompletedTask;
    }

    public Task RemoveCacheRecordsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> RemoveAllBuildCacheAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ImageFacts>> ImagesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task PullAsync(string reference, string? platform, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task LoadAsync(Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RenameContainerAsync(string containerId, string name, CancellationToken cancellationToken)
    {
        Calls.Add($"rename {containerId} {name}");
        if (Acts)
        {
            var at = Containers.FindIndex(container => container.Id == containerId);
            Containers[at] = Containers[at] with { Name = name };
        }

        return Task.CompletedTask;
    }

    public Task UnpauseContainerAsync(string containerId, CancellationToken cancellationToken)
    {
        Calls.Add($"unpause {containerId}");
        return Task.CompletedTask;
    }

    public Task StopContainerAsync(string containerId, CancellationToken cancellationToken)
    {
        Calls.Add($"stop {containerId}");
        return Task.CompletedTask;
    }
}
