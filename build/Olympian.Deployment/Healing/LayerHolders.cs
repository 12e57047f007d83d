using Olympian.Deployment.Archives;
using Olympian.Deployment.Bases;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Deployment.Healing;

/// <summary>
/// Everything in an engine that keeps damaged layers there. A layer goes only when nothing holds it any more, and only then is it pulled or
/// built anew: as long as one image, stopped container or build cache record is left, the engine says "already exists".
/// </summary>
/// <param name="Images">Images of this project.</param>
/// <param name="Bases">Images that this project is built upon, and that nobody else has a name for or a container of.</param>
/// <param name="Containers">Containers of this project, running or not.</param>
/// <param name="Cache">
/// Build cache: provably this project's, or a record of one of those bases with nothing of anybody else's upon it.
/// </param>
/// <param name="Strangers">What belongs to somebody else, in words; none of it is touched.</param>
public sealed record LayerHolders(
    IReadOnlyList<ImageFacts> Images,
    IReadOnlyList<ImageFacts> Bases,
    IReadOnlyList<ContainerFacts> Containers,
    IReadOnlyList<CacheRecord> Cache,
    IReadOnlyList<Stranger> Strangers)
{
    /// <summary>Containers that would have to stop.</summary>
    public IReadOnlyList<ContainerFacts> Running { get; } =
        [.. Containers.Where(container => container.State is not (
            ContainerState.Created or ContainerState.Exited or ContainerState.Dead or ContainerState.Removing))];

    /// <summary>Whether the layers can be let go without stopping anything and without touching anything of anybody else's.</summary>
    public bool CanLetGo => Running.Count == 0 && Strangers.Count == 0;

    /// <summary>
    /// The chain ids of every layer of those images: all of them are written anew when they go, those beside the damaged ones too.
    /// </summary>
    public IEnumerable<string> Chains => Images.Concat(Bases).SelectMany(image => LayerChain.IdsOf(image.Layers)).Distinct(StringComparer.Ordinal);

    /// <param name="project">The project's name.</param>
    /// <param name="chains">The chain ids of the damaged layers.</param>
    /// <param name="bases">The names of the images that the project is built upon, or runs as they are, and that are damaged.</param>
    /// <param name="engine">Every image, container and cache record of the engine.</param>
    /// <param name="images">The ids of images that are damaged in what they say of themselves, and not in a layer.</param>
    public static LayerHolders Of(
        string project,
        IReadOnlyCollection<string> chains,
        IReadOnlyCollection<ImageReference> bases,
        EngineSnapshot engine,
        IReadOnlyCollection<string>? images = null)
    {
        ArgumentNullException.ThrowIfNull(chains);
        ArgumentNullException.ThrowIfNull(bases);
        ArgumentNullException.ThrowIfNull(engine);

        var ownership = new ProjectOwnership(project);
        var damaged = chains.ToHashSet(StringComparer.Ordinal);
        var holding = engine.Images
            .Where(image => images?.Contains(image.Id) == true || LayerChain.IdsOf(image.Layers).Any(damaged.Contains)).ToArray();
        var held = holding.Select(image => image.Id).ToHashSet(StringComparer.Ordinal);
        var containers = engine.Containers.Where(container => held.Contains(container.ImageId)).ToArray();

        var (ours, ourBases, strangers) = (new List<ImageFacts>(), new List<ImageFacts>(), new List<Stranger>());
        foreach (var image in holding)
        {
            var users = containers.Where(container => container.ImageId == image.Id && !ownership.Owns(container)).ToArray();
            var isOurs = ownership.Owns(image) && (ownership.NamesOf(image).Count > 0 || IsOnlyOurs(image, containers, ownership)) || BaseCopy.IsOf(image, project);
            var names = isOurs ? ForeignNames(image, ownership, project) : NamesBeside(bases, image);
            if (users.Length > 0 || names.Count > 0 || (!isOurs && !IsBase(image, bases)))
            {
                strangers.Add(Stranger.Of(image, names, users));
            }

            // Its containers and other names are in the way, not the image as such.
            if (isOurs)
            {
                ours.Add(image);
            }
            else if (IsBase(image, bases))
            {
                ourBases.Add(image);
            }
        }

        var cache = OurCache(project, bases, engine.Cache);
        return new(
            ours,
            ourBases,
            [.. containers.Where(ownership.Owns)],
            cache,
            [.. strangers, .. StrangersRecords([.. bases.Where(name => holding.Any(image => IsBase(image, [name])))], engine.Cache, cache)]);
    }

    // A dangling image that carries our label may be somebody's, built upon ours; one that our containers run is ours.
    private static bool IsOnlyOurs(ImageFacts image, IEnumerable<ContainerFacts> containers, ProjectOwnership ownership) =>
        containers.Any(container => container.ImageId == image.Id && ownership.Owns(container));

    private static IReadOnlyList<string> ForeignNames(ImageFacts image, ProjectOwnership ownership, string project) =>
        BaseCopy.IsOf(image, project) ? [.. image.Tags.Where(tag => !BaseCopy.IsName(tag, project))] : ownership.ForeignNamesOf(image);

    private static string[] NamesBeside(IReadOnlyCollection<ImageReference> bases, ImageFacts image) =>
    [
        .. image.Tags.Where(tag => !IsNameOf(bases, tag)),
        .. image.Digests.Where(digest => !IsInRepositoryOf(bases, digest) && !IsOfATagged(image, digest)),
    ];

    // The digest of a repository goes with its last tag there.
    private static bool IsOfATagged(ImageFacts image, string digest) =>
        ImageReference.TryParse(digest, out var listed)
        && image.Tags.Any(tag => ImageReference.TryParse(tag, out var tagged) && IsSameRepository(tagged, listed));

    private static bool IsBase(ImageFacts image, IReadOnlyCollection<ImageReference> bases) =>
        image.Tags.Any(tag => IsNameOf(bases, tag)) || image.Digests.Any(digest => IsInRepositoryOf(bases, digest));

    private static bool IsNameOf(IReadOnlyCollection<ImageReference> bases, string tag) =>
        ImageReference.TryParse(tag, out var listed) && bases.Any(name => IsSameRepository(name, listed) && name.Tag == listed.Tag);

    // An image that its tag has left behind is listed by its digest alone.
    private static bool IsInRepositoryOf(IReadOnlyCollection<ImageReference> bases, string name) =>
        ImageReference.TryParse(name, out var listed) && bases.Any(known => IsSameRepository(known, listed));

    private static bool IsSameRepository(ImageReference one, ImageReference other) => (one.Domain, one.Repository) == (other.Domain, other.Repository);

    private static List<CacheRecord> OurCache(string project, IReadOnlyCollection<ImageReference> bases, IReadOnlyList<CacheRecord> records)
    {
        var owners = new CacheOwnership(project, records);
        var ours = records.Where(record => owners.Owns(record) && !record.InUse).ToDictionary(record => record.Id, StringComparer.Ordinal);

        // A base's own records go if nothing of anybody else's stands on them. That something of ours stands on one tells that it is a base's of
        // ours; upon which nothing stands any more is ours only if the builder says of which image it is.
        CacheRecord[] pointers = [.. records.Where(record => (BasePointers.IsTold(record) || BasePointers.IsUntold(record)) && !record.InUse)];
        foreach (var bare in pointers.Where(pointer => IsRecordOf(pointer, bases) && !records.Any(record => record.Parents.Contains(pointer.Id))))
        {
            ours.TryAdd(bare.Id, bare);
        }

        BasePointers.AddUnder(records, pointers, ours);
        return [.. ours.Values.OrderByDescending(record => record.Created)];
    }

    private static IEnumerable<Stranger> StrangersRecords(
        IReadOnlyCollection<ImageReference> bases, IReadOnlyList<CacheRecord> records, List<CacheRecord> ours)
    {
        var going = ours.Select(record => record.Id).ToHashSet(StringComparer.Ordinal);
        var reached = records.Where(record => IsRecordOf(record, bases)).Select(record => record.Id).ToHashSet(StringComparer.Ordinal);
        var grew = true;
        while (grew)
        {
            grew = false;
            foreach (var record in records.Where(record => record.Parents.Any(reached.Contains)))
            {
                grew |= reached.Add(record.Id);
            }
        }

        CacheRecord[] others = [.. records.Where(record => reached.Contains(record.Id) && !going.Contains(record.Id))];
        return others.Length == 0 ? [] : [Stranger.Of(others)];
    }

    private static bool IsRecordOf(CacheRecord record, IReadOnlyCollection<ImageReference> bases) =>
        BasePointers.IsTold(record) && record.Description.Split(' ').Any(word => IsInRepositoryOf(bases, word));
}
