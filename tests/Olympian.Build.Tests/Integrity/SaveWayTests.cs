using Olympian.Build.Tests.Cleaning;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Tests.Integrity;

/// <summary>What an engine saves is looked into; what it refuses to save though nothing is wrong is not asked for.</summary>
public sealed class SaveWayTests
{
    [Test]
    public async Task Does_not_ask_for_an_image_without_layers() // "empty export - not implemented", and no other image is saved with it
    {
        var engine = new EngineDouble();
        engine.Images.Add(new("sha256:e", [], [], new Dictionary<string, string>(), DateTimeOffset.UnixEpoch, 0, [], null));
        var way = new SaveWay(engine, new NothingToSave(), TimeProvider.System);

        var (report, saved) = await way.RunAsync([new("empty", "sha256:e")], withContents: true, new Unwatched(), CancellationToken.None);

        Assert.That(report.IsClean, Is.True);
        Assert.That(report.Images.Single().Ways, Is.EqualTo([Way.Save]));
        Assert.That(report.Ways.Single().Notes, Is.EqualTo(["empty has no layers, and nothing to be saved"]));
        Assert.That(saved, Is.Empty);
    }

    private sealed class NothingToSave : IImageStreams
    {
        public Task<SavedImages> SaveAsync(
            string imageId, bool withContents, Action<long> onBytes, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"asked to save {imageId}");

        public Task<T> ReadRootAsync<T>(string imageId, Func<Stream, T> read, Action<long> onBytes, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"asked for the files of {imageId}");
    }

    private sealed class Unwatched : IVerificationJournal
    {
        public void Progress(Way way, long done, long total)
        {
        }
    }
}
