using System.Text;
using Olympian.Deployment.Archives;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;
using Olympian.Deployment.Stores;

namespace Olympian.Deployment.OfflineHealing;

/// <summary>
/// Finds what is damaged in an engine's layer database, which no command of Docker's heals, and the least that makes pulls and builds work again:
/// an entry whose content is proven is written anew; only a layer that is lost goes, with everything that is of no use without it.
/// </summary>
/// <remarks>
/// An engine leaves out every image and every container that needs a layer which it cannot take in, and says nothing; but as long as the image's
/// configuration is there, a pull says "up to date". Measured on engine 26.1.5.
/// </remarks>
public sealed class PlanOfflineHealing
{
    private const string Directories = "overlay2";
    private const string BuildCache = "buildkit";

    private readonly IEngineStore files;
    private readonly EngineFilesReading reading;
    private readonly EngineSnapshot snapshot;
    private readonly LayerReview review;
    private readonly HashSet<string> lost;
    private readonly LayerHolders holders;
    private readonly ImageReference[] bases;
    private readonly string project;
    private readonly List<SetAside> going = [];

    private PlanOfflineHealing(string project, IEngineStore files, CancellationToken cancellationToken)
    {
        this.project = project;
        this.files = files;
        reading = new(files);
        snapshot = reading.Snapshot();
        review = LayerReview.Of(files, reading, snapshot.Images, cancellationToken);
        lost = [.. review.Lost.Select(one => one.Chain)];
        var ownership = new ProjectOwnership(project);
        bases = [.. snapshot.Images.Where(ownership.Owns).SelectMany(BaseRecord.NamesOf).Distinct()];
        holders = LayerHolders.Of(project, lost, bases, snapshot);
    }

    /// <param name="project">The project: what is its own may go without asking anybody.</param>
    /// <param name="files">The engine's files. Nothing is written.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ExpectedFailure">The list of image names is damaged.</exception>
    /// <exception cref="StorageFailure">The disk or its file system fails.</exception>
    public static OfflinePlan Of(string project, IEngineStore files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new PlanOfflineHealing(project, files, cancellationToken).Make();
    }

    private OfflinePlan Make()
    {
        var images = snapshot.Images.Where(image => LayerChain.IdsOf(image.Layers).Any(lost.Contains)).ToArray();
        going.AddRange(review.Intruders);
        LayersGo();
        ContainersGo();
        var takesBuildCache = BuildCacheGoes();
        ImagesGo(images);

        string[] unknown = [.. lost, .. review.Mends.Where(mend => mend.IsUnknownToTheEngine).Select(mend => mend.Chain)];
        var concerned = LayerHolders.Of(project, unknown, bases, snapshot);
        return new(
            files.Root,
            review.Mends,
            [.. going.DistinctBy(one => one.Path)],
            reading.ReferencesWithout(images.Select(image => image.Id).ToHashSet(StringComparer.Ordinal)),
            [.. images.Select(TitleOf)],
            [.. holders.Containers.Select(container => container.Name)],
            [.. holders.Strangers, .. StrangersWithoutImage(images)],
            [.. concerned.Images.Concat(concerned.Bases).Select(TitleOf)],
            takesBuildCache,
            [.. Notes()]);
    }

    // A layer's directory before its entry, what lies upon others before those, images after their layers: wherever this is interrupted, what
    // is left is found again, and by the same reasons.
    private void LayersGo()
    {
        foreach (var (chain, reason) in review.Lost)
        {
            var why = $"layer {Short(chain)}: {reason}";
            foreach (var directory in review.DirectoriesOf(chain))
            {
                DirectoryGoes(directory, why);
            }

            if (review.Entries.ContainsKey(chain))
            {
                going.Add(new($"{EngineFilesReading.Layers}/{chain["sha256:".Length..]}", why));
            }
        }
    }

    private void ContainersGo()
    {
        foreach (var container in holders.Containers)
        {
            var why = $"container {container.Name} of this project: its image holds a lost layer; its volumes stay";
            foreach (var layer in review.ContainerLayers.Where(layer => layer.ContainerId == container.Id))
            {
                layer.Directories.ToList().ForEach(directory => DirectoryGoes(directory, why));
                going.Add(new($"{EngineFilesReading.Mounts}/{layer.ContainerId}", why));
            }

            going.Add(new($"{EngineFilesReading.Containers}/{container.Id}", why));
        }
    }

    // The builder's records of a lost layer make every listing of the build cache fail, and builds upon it. Its database is no list that others
    // could shorten; so it goes as a whole, with those directories that are in it and in nothing else.
    private bool BuildCacheGoes()
    {
        if (files.Read($"{BuildCache}/snapshots.db") is not { } database)
        {
            return false;
        }

        var text = Encoding.Latin1.GetString(database);
        if (!lost.Any(chain => text.Contains(chain, StringComparison.Ordinal)))
        {
            return false;
        }

        const string why = "build cache: the builder's database names lost layers, and fails for that";
        HashSet<string> others =
        [
            .. review.Entries.Values.Select(entry => entry.CacheId).OfType<string>(),
            .. review.Mends.Select(mend => mend.Content),
            .. review.ContainerLayers.SelectMany(layer => layer.Directories),
        ];
        foreach (var directory in (files.Names(Directories) ?? []).Where(name =>
            name != "l" && !others.Contains(name) && text.Contains(name, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            DirectoryGoes(directory, why);
        }

        going.Add(new(BuildCache, why));
        return true;
    }

    private void ImagesGo(IEnumerable<ImageFacts> images)
    {
        foreach (var image in images)
        {
            var why = $"image {TitleOf(image)}: it holds a lost layer, and as long as this is there a pull says \"up to date\"";
            var name = image.Id["sha256:".Length..];
            if (files.Names($"{EngineFilesReading.ImageNotes}/{name}") is not null)
            {
                going.Add(new($"{EngineFilesReading.ImageNotes}/{name}", why));
            }

            going.Add(new($"{EngineFilesReading.Images}/{name}", why));
        }
    }

    private void DirectoryGoes(string name, string why)
    {
        if (reading.Text($"{Directories}/{name}/link") is { } link && EngineFilesReading.IsName(link)
            && files.LinkTarget($"{Directories}/l/{link}") == $"../{name}/diff")
        {
            going.Add(new($"{Directories}/l/{link}", why));
        }

        going.Add(new($"{Directories}/{name}", why));
    }

    // Containers whose image is not there any more, or whose own record is damaged: nobody can tell whose they are.
    private IEnumerable<Stranger> StrangersWithoutImage(IReadOnlyCollection<ImageFacts> images)
    {
        var told = snapshot.Containers.Where(container => images.Any(image => image.Id == container.ImageId)).Select(container => container.Id);
        var known = told.ToHashSet(StringComparer.Ordinal);
        return review.ContainerLayers
            .Where(layer => layer.Parent is not null && lost.Contains(layer.Parent) && !known.Contains(layer.ContainerId))
            .Select(layer => new Stranger(
                $"container {snapshot.Containers.FirstOrDefault(container => container.Id == layer.ContainerId)?.Name ?? layer.ContainerId}, without an image",
                "nothing that helps: its layers are lost"));
    }

    private IEnumerable<string> Notes()
    {
        if (files.Names(EngineFilesReading.HalfWritten) is { Count: > 0 } left)
        {
            yield return $"{files.Root}/{EngineFilesReading.HalfWritten} holds {left.Count} layers that pulls or builds which were killed did not finish "
                + "writing; no prune removes them, they harm nobody, and are left alone";
        }

        var ours = holders.Containers.Select(container => container.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var layer in review.ContainerLayers.Where(layer => layer.Parent is not null && lost.Contains(layer.Parent) && !ours.Contains(layer.ContainerId)))
        {
            var name = snapshot.Containers.FirstOrDefault(container => container.Id == layer.ContainerId)?.Name ?? layer.ContainerId;
            yield return $"container {name} cannot start any more; what it wrote stays in {files.Root}/{Directories}/{(layer.Directories.Count > 0 ? layer.Directories[0] : "?")}/diff";
        }
    }

    private static string TitleOf(ImageFacts image) =>
        image.Tags.Count > 0 ? string.Join(", ", image.Tags) : image.Digests.Count > 0 ? image.Digests[0] : Short(image.Id);

    private static string Short(string digest) => digest[..Math.Min(digest.Length, 19)];
}
