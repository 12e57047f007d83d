using Olympian.Build.Tests.Cleaning;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Images;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Tests.Integrity;

/// <summary>Saves the images that an engine in memory has, and shows their containers' files.</summary>
internal sealed class StreamsDouble(EngineDouble engine) : IImageStreams
{
    private readonly Dictionary<string, StoredImage> images = [];

    /// <summary>What was asked, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>The engine's words by which it refuses to save this id; null where it does not. Asked each time.</summary>
    public Func<string, string?> Refuses { get; set; } = _ => null;

    public StoredImage Add(params byte[][] layers)
    {
        var image = new StoredImage(layers);
        images[image.Id] = image;
        engine.Images.Add(image.Facts);
        return image;
    }

    public Task<SavedImages> SaveAsync(
        string imageId, bool withContents, Action<long> onBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Add($"save{(withContents ? " with contents" : "")}");
        if (Refuses(imageId) is { } words)
        {
            throw DockerCommandFailure.Exited(new(["image", "save", imageId]), 1, words);
        }

        var archive = StoredImage.Saved([images[imageId]]);
        onBytes(archive.Length);
        return Task.FromResult(SavedImages.Read(new MemoryStream(archive), withContents, _ => throw new NotSupportedException()));
    }

    public Task<T> ReadRootAsync<T>(string imageId, Func<Stream, T> read, Action<long> onBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Add("read root");
        onBytes(images[imageId].Root.Length);
        return Task.FromResult(read(new MemoryStream(images[imageId].Root)));
    }
}
