using Olympian.Deployment.Archives;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Cleaning;

/// <summary>
/// An engine in memory, with the rules that matter to cleaning: an image goes with its last name, and what is in use is refused.
/// <see cref="Before"/> lets another process act in between.
/// </summary>
internal sealed class EngineDouble : IDockerEngine
{
    public List<ImageFacts> Images { get; } = [];

    public List<ContainerFacts> Containers { get; } = [];

    public List<CacheRecord> Cache { get; } = [];

    /// <summary>Every change asked for, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Called with a change's words right before it is made.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>Changes that fail although nothing speaks against them: a full disk, say.</summary>
    public HashSet<string> Broken { get; } = [];

    public Task<IReadOnlyList<ImageFacts>> ImagesWithLabelAsync(string label, string value, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ImageFacts>>([.. Images.Where(image => image.Labels.GetValueOrDefault(label) == value)]);

    /// <summary>Records stay although the builder says nothing against it.</summary>
    public bool ForgetsToPrune { get; set; }

    public Task<ImageFacts?> FindImageAsync(string reference, CancellationToken cancellationToken) =>
        Task.FromResult(Images.FirstOrDefault(
            image => image.Id == reference || image.Tags.Contains(reference) || image.Digests.Contains(reference)));

    public Task<IReadOnlyDictionary<string, long>> LayerBytesAsync(ImageFacts image, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, long>>(image.Layers.ToDictionary(layer => layer, _ => 500L));

    public Task<IReadOnlyList<ContainerFacts>> ContainersAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ContainerFacts>>([.. Containers]);

    public Task<ContainerFacts?> FindContainerAsync(string idOrName, CancellationToken cancellationToken) =>
        Task.FromResult(Containers.FirstOrDefault(container => container.Id == idOrName || container.Name == idOrName));

    public Task<IReadOnlyList<CacheRecord>> BuildCacheAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CacheRecord>>([.. Cache]);

    public Task<IReadOnlyList<string>> UntagAsync(string reference, CancellationToken cancellationToken)
    {
        Act($"untag {reference}");
        var image = Images.FirstOrDefault(found => found.Tags.Contains(reference) || found.Digests.Contains(reference)) ?? throw Refused($"untag {reference}");
        var repository = reference.Split('@')[0].Split(':')[0];
        string[] tags = [.. image.Tags.Where(tag => tag != reference)];

        // With the last tag of a repository its digests go as well.
        string[] digests = [.. image.Digests.Where(digest =>
            digest != reference && (digest.Split('@')[0] != repository || tags.Any(tag => tag.Split(':')[0] == repository)))];
        if (tags.Length == 0 && digests.Length == 0)
        {
            return Task.FromResult(Drop(image));
        }

        Images[Images.IndexOf(image)] = image with { Tags = tags, Digests = digests };
        return Task.FromResult<IReadOnlyList<string>>([]);
    }

    public Task<IReadOnlyList<string>> RemoveImageAsync(string imageId, CancellationToken cancellationToken)
    {
        Act($"remove image {imageId}");
        return Task.FromResult(Drop(Images.FirstOrDefault(image => image.Id == imageId) ?? throw Refused($"remove image {imageId}")));
    }

    public Task RemoveContainerAsync(string containerId, CancellationToken cancellationToken)
    {
        Act($"remove container {containerId}");
        var container = Containers.FirstOrDefault(found => found.Id == containerId);
        if (container is null or { State: ContainerState.Running or ContainerState.Removing })
        {
            throw Refused($"remove container {containerId}");
        }

        Containers.Remove(container);
        return Task.CompletedTask;
    }

    public Task RemoveCacheRecordsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        Act($"prune {string.Join(' ', ids)}");
        // As the builder does it: children first, and without a word about what stays.
        while (!ForgetsToPrune && Cache.RemoveAll(record => ids.Contains(record.Id) && !record.InUse && !Cache.Any(other => other.Parents.Contains(record.Id))) > 0)
        {
        }

        return Task.CompletedTask;
    }

    public Task<string> RemoveAllBuildCacheAsync(CancellationToken cancellationToken)
    {
        Act("prune everything");
        Cache.Clear();
        return Task.FromResult("Total:\t12.3MB\n");
    }

    /// <summary>What it says of itself.</summary>
    public EngineInfo Info { get; set; } =
        new("26.1.5", "26.1.5", "/var/lib/docker", "overlay2", "linux", "x86_64", "engine-1", [], UsesContainerd: false, "0.13.1", "2.26.1");

    public Task<EngineInfo> InfoAsync(CancellationToken cancellationToken) => Task.FromResult(Info);

    public Task<IReadOnlyList<ContainerFacts>> ContainersWithLabelAsync(string label, string value, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ContainerFacts>>([.. Containers.Where(container => container.Labels.GetValueOrDefault(label) == value)]);

    public Task<IReadOnlyList<VolumeFacts>> VolumesWithLabelAsync(string label, string value, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task TagAsync(string imageId, string reference, CancellationToken cancellationToken)
    {
        Act($"tag {imageId} {reference}");
        for (var i = 0; i < Images.Count; i++)
        {
            string[] others = [.. Images[i].Tags.Where(tag => tag != reference)];
            Images[i] = Images[i] with { Tags = Images[i].Id == imageId ? [.. others, reference] : others };
        }

        return Task.CompletedTask;
    }

    public Task<byte[]?> ReadImageFileAsync(string imageId, string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<byte[]?> ReadContainerFileAsync(string containerId, string path, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private void Act(string change)
    {
        Before(change);
        Calls.Add(change);
        if (Broken.Contains(change))
        {
            throw Refused(change);
        }
    }

    private IReadOnlyList<string> Drop(ImageFacts image)
    {
        if (Containers.Any(container => container.ImageId == image.Id))
        {
            throw Refused($"remove image {image.Id}");
        }

        Images.Remove(image);
        var stillUsed = Images.SelectMany(other => other.Layers).ToHashSet(StringComparer.Ordinal);
        return [image.Id, .. image.Layers.Where(layer => !stillUsed.Contains(layer))];
    }

    private static DockerCommandFailure Refused(string change) =>
        DockerCommandFailure.Exited(new DockerCommand(change.Split(' ')), 1, "Error response from daemon: the words do not matter");

    public Task<IReadOnlyList<ImageFacts>> ImagesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ImageFacts>>([.. Images]);

    /// <summary>What a registry would give, by reference.</summary>
    public Dictionary<string, ImageFacts> Registry { get; } = [];

    public Task PullAsync(string reference, string? platform, CancellationToken cancellationToken)
    {
        Act($"pull {reference}");
        var pulled = Registry.GetValueOrDefault(reference) ?? throw Refused($"pull {reference}");
        Images.RemoveAll(image => image.Id == pulled.Id);
        Images.Add(pulled);
        return Task.CompletedTask;
    }

    /// <summary>What was loaded, in order.</summary>
    public List<LoadedArchive> Loaded { get; } = [];

    /// <summary>Chain ids of layers that the engine keeps though no image has them.</summary>
    public HashSet<string> Kept { get; } = [];

    public async Task LoadAsync(Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        await write(stream, cancellationToken);
        var archive = LoadedArchive.Read(stream.ToArray());
        Act($"load {archive.Name}");
        var here = Images.SelectMany(image => LayerChain.IdsOf(image.Layers)).Concat(Kept).ToHashSet(StringComparer.Ordinal);
        foreach (var (chain, layer) in LayerChain.IdsOf(archive.DiffIds).Zip(archive.Layers))
        {
            // It reads only the layers that it does not have.
            if (!here.Contains(chain) && !archive.Files.ContainsKey(layer))
            {
                throw Refused($"load {archive.Name}");
            }
        }

        Loaded.Add(archive);
        Images.RemoveAll(image => image.Id == archive.Image.Id);
        Images.Add(archive.Image);
    }

    public Task RenameContainerAsync(string containerId, string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task UnpauseContainerAsync(string containerId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task StopContainerAsync(string containerId, CancellationToken cancellationToken)
    {
        Act($"stop {containerId}");
        var container = Containers.First(found => found.Id == containerId);
        Containers[Containers.IndexOf(container)] = container with { State = ContainerState.Exited };
        return Task.CompletedTask;
    }
}
